import { afterAll, describe, expect, it } from 'vitest';

import { demoAccess } from '../../src/index.js';
import type { AccessModel } from '../../src/index.js';
import { FLOWS } from '../../src/preview/wish.js';
import type { Wish } from '../../src/preview/wish.js';
import type { Directory } from '../../src/access/directory.js';
import { startIssuer } from '../support/issuer.js';
import { Chance, someModel } from '../support/models.js';
import { minted, partsFor, previewed } from '../support/wishes.js';

const ORGANIZATIONS = 'urn:logto:scope:organizations';
/** Each sign-in is a handful of requests: by itself one of so many is tried, and with `PREVIEWS=all` each of them. */
const ONE_OF = process.env['PREVIEWS'] === 'all' ? 1 : 23;
let compared = 0;

afterAll(() => {
  // oxlint-disable-next-line no-console -- the figure of how much was looked at
  console.info(`previews compared with tokens of the real flow: ${compared}`);
});

function* subsets<T>(items: readonly T[]): Generator<readonly T[]> {
  for (let bits = 0; bits < 2 ** items.length; bits += 1) {
    yield items.filter((_, index) => (bits >> index) % 2 === 1);
  }
}

/** What is asked for beside permissions: all that decides between one kind of token and another. */
const BESIDE = [
  [],
  ['openid'],
  ['offline_access'],
  ['openid', 'offline_access', ORGANIZATIONS, 'unknown'],
  ['offline_access', ORGANIZATIONS],
];

/** Every subject × client × flow that can be asked for × resource × organization. */
function* wishesOf(directory: Directory, scopes: Iterable<readonly string[]>): Generator<Wish> {
  const all = [...scopes];
  const resources = [undefined, ...[...directory.resources.values()].map(({ indicator }) => indicator)];
  for (const client of directory.clients.values()) {
    for (const flow of FLOWS) {
      const users = flow === 'client_credentials' ? [undefined] : [...directory.users.values()];
      const organizations =
        flow === 'code' ? [undefined] : [undefined, ...directory.organizations.keys(), 'nowhere'];
      for (const user of users) {
        for (const resource of resources) {
          for (const organization of organizations) {
            for (const asked of all) yield { flow, client, user, resource, organization, scopes: asked };
          }
        }
      }
    }
  }
}

async function compare(model: AccessModel, pick: (directory: Directory) => Iterable<Wish>): Promise<void> {
  const issuer = await startIssuer(model);
  const parts = await partsFor(issuer, model);
  for (const wish of pick(parts.directory)) {
    const before = previewed(parts, wish);
    if (before['kind'] === 'impossible') continue;
    const { client, user, ...rest } = wish;
    const about = { wish: { ...rest, client: client.id, user: user?.username } };
    expect({ ...about, ...(await minted(parts, wish)) }).toEqual({ ...about, ...before });
    compared += 1;
  }
}

describe('a preview is what a token of the real flow holds', () => {
  it.each(['ré', 'a"b', 'a\\b', '\u0007', '<b>', 'x'.repeat(300)])(
    'for a scope that no standard client asks for: %j',
    async (odd) => {
      await compare(demoAccess, function* (directory) {
        for (const wish of wishesOf(directory, [[odd, 'read:products', 'offline_access', ORGANIZATIONS]])) {
          const isEnough = wish.user === undefined || wish.user.username === 'bob';
          if (isEnough && wish.organization !== 'rival' && wish.client.id !== 'demo-spa') yield wish;
        }
      });
    },
  );

  it('for every subject, client, flow, resource, organization and permission of the demo’s model', async () => {
    await compare(demoAccess, function* (directory) {
      const permissions = [...subsets(['read:products', 'write:products'])];
      const scopes = permissions.flatMap((names) => BESIDE.map((beside) => [...names, ...beside]));
      const all = wishesOf(directory, [...scopes, ['read:members', 'offline_access', ORGANIZATIONS]]);
      let count = 0;
      for (const wish of all) if ((count += 1) % ONE_OF === 0) yield wish;
    });
  }, 600_000);

  it.each(Array.from({ length: 6 }, (_, seed) => [seed] as const))(
    'for some wishes in the made model %i',
    async (seed) => {
      const chance = new Chance(seed + 1000);
      const model = someModel(seed);
      await compare(model, function* (directory) {
        const names = [
          ...[...directory.resources.values()].flatMap(({ scopes }) => [...scopes.values()]),
          ...directory.organizationScopes.values(),
        ].map(({ name }) => name);
        const scopes = BESIDE.map((beside) => [...new Set([...chance.some(names), ...beside])]);
        for (const wish of wishesOf(directory, scopes)) if (chance.below(60) === 0) yield wish;
      });
    },
    60_000,
  );
});
