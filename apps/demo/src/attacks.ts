import { attack } from '@acme/token-attack';
import type { Api } from './apis.js';
import { RESOURCE } from './settings.js';

interface Target {
  readonly apis: readonly Api[];
  readonly issuer: string;
  /** A good token, to tamper with. */
  readonly token: string;
}

/**
 * Attacks every API as `npx token-attack` does: forged, altered and broken tokens, and broken requests.
 *
 * @returns how many APIs something got through to, or answered otherwise than they should.
 */
export async function playAttacks({ apis, issuer, token }: Target): Promise<number> {
  console.log('\nEvery API is attacked.');
  const reports = await Promise.all(
    apis.map(({ origin }) =>
      attack(`${origin}/me`, { issuer, resource: RESOURCE, keys: `${issuer}/jwks`, token }),
    ),
  );
  let different = 0;
  for (const [index, { sent, left, findings }] of reports.entries()) {
    const isAsExpected = findings.length === 0 && left === 0;
    if (!isAsExpected) different++;
    const outcome = isAsExpected
      ? 'nothing got through ✔'
      : `${findings.length} findings, ${left} not sent ✘`;
    console.log(`  ${(apis[index]?.name ?? '').padEnd(48)}${`${sent} requests`.padEnd(16)}${outcome}`);
    for (const { kind, title, status } of findings) console.log(`    ${kind}: ${title} (${status})`);
  }
  return different;
}
