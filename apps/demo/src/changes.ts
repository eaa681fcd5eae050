import { setTimeout as wait } from 'node:timers/promises';
import type { Verifier } from '@acme/token-core';
import type { Issuer } from '@acme/token-issuer';
import type { Api } from './apis.js';
import type { Management } from './management.js';
import { play, send } from './play.js';
import { bearer, invalidToken, LACKS_WRITE, READ, type Scene, WRITE } from './scenes.js';
import { printHead, printOutcome, printRow } from './table.js';
import { machineToken, refresh, type Tokens } from './tokens.js';

interface Stage {
  readonly apis: readonly Api[];
  readonly issuer: () => Issuer;
  readonly tokens: Tokens;
  readonly verifier: Verifier;
}

interface ManagedStage extends Stage {
  readonly management: Management;
}

interface Named {
  readonly id: string;
  readonly name: string;
}

/** A token is stale at the route `/fresh` from here on: its ten seconds and the tolerance, in milliseconds. */
const STALE_AFTER = 15_500;
const REVOKED = invalidToken('The access token has been revoked.');

/**
 * What Bob may do changes before his tokens end: his role loses a permission, then he is suspended. Each API hears it by a
 * webhook, lets him in no more after a second, and tells his client to refresh after two.
 *
 * @returns how many scenes and lines were not as expected.
 */
export async function playChanges({
  apis,
  issuer,
  tokens,
  verifier,
  management,
}: ManagedStage): Promise<number> {
  let different = 0;
  const scene = async (each: Scene) => {
    const outcome = await play(each, apis, verifier);
    printOutcome(outcome);
    if (!outcome.isAsExpected) different++;
  };
  const changed = async (token: string, what: string, times: number) => {
    await management.delivered(times);
    const heard = Date.now();
    await wait(1000);
    const answers = await Promise.all(
      apis.map((api) => send({ what, ...READ, ...bearer(token), status: 401 }, api)),
    );
    const found = answers.map(({ status }) => [String(status), status >= 400] as const);
    printRow(`${what}, after a second`, 'not in', found);
    if (!found.every(([, isRight]) => isRight)) different++;
    await wait(Math.max(0, heard + 2000 - Date.now()));
    await scene({ what: `${what}, after two`, ...READ, ...bearer(token), ...REVOKED });
  };

  const editor = await idOf(management, '/roles', 'editor');
  const write = await idOf(management, `/roles/${editor}/scopes`, 'write:products');
  console.log('\nBob has signed in. His role, editor, is about to lose write:products.');
  printHead(apis);
  await scene({ what: 'Bob writes', ...WRITE, ...bearer(tokens.bobSignedIn), status: 201 });
  await management.call('DELETE', `/roles/${editor}/scopes/${write}`);
  await changed(tokens.bobSignedIn, 'Bob, by the token of before', 1);
  await scene({ what: 'Alice, who has another role', ...READ, ...bearer(tokens.refreshed), status: 200 });
  const narrower = await refresh(issuer(), tokens.bobRefreshToken);
  await scene({ what: 'Bob reads, refreshed', ...READ, ...bearer(narrower.access_token), status: 200 });
  await scene({ what: 'Bob writes, refreshed', ...WRITE, ...bearer(narrower.access_token), ...LACKS_WRITE });

  console.log('\nBob is suspended.');
  await management.call('PATCH', '/users/bob/is-suspended', { isSuspended: true });
  await changed(narrower.access_token, 'Bob, suspended', 2);
  const refreshed = await refresh(issuer(), narrower.refresh_token ?? '').then(
    () => 'given',
    (error: { readonly error?: string }) => error.error ?? 'failed',
  );
  const isRefused = refreshed === 'invalid_grant';
  if (!isRefused) different++;
  printRow('Bob’s refresh, at the authorization server', 'refused', [[refreshed, isRefused]]);

  // As it was, for whoever goes on trying.
  await management.call('PATCH', '/users/bob/is-suspended', { isSuspended: false });
  await management.call('POST', `/roles/${editor}/scopes`, { scopeIds: [write] });
  return different;
}

/**
 * A route that demands a fresh token needs no store and no webhook: the client refreshes, and comes back with what holds now.
 *
 * @returns how many scenes were not as expected.
 */
export async function playFreshness({ apis, issuer, tokens, verifier }: Stage): Promise<number> {
  await wait(Math.max(0, tokens.readerSince + STALE_AFTER - Date.now()));
  console.log('\nA route demands a token of the last ten seconds.');
  printHead(apis);
  const path = { method: 'GET', path: '/fresh' } as const;
  const scenes: readonly Scene[] = [
    {
      what: 'the reader, by the token of the beginning',
      ...path,
      ...bearer(tokens.reader),
      ...invalidToken('The access token was issued too long ago for this request.'),
    },
    {
      what: 'the reader, by a new one',
      ...path,
      ...bearer(await machineToken(issuer(), 'demo-reader')),
      status: 200,
    },
  ];
  let different = 0;
  for (const each of scenes) {
    const outcome = await play(each, apis, verifier);
    printOutcome(outcome);
    if (!outcome.isAsExpected) different++;
  }
  return different;
}

async function idOf(management: Management, path: string, wanted: string): Promise<string> {
  const all = await management.call<readonly Named[]>('GET', path);
  return all.find(({ name }) => name === wanted)?.id ?? '';
}
