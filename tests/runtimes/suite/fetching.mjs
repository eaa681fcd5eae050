import { createVerifier, discoveredKeys, remoteKeys } from '@acme/token-core';
import { refusalOf, verdictOf } from './verdict.mjs';

/** Keys over the network, good and bad: the part that each runtime's `fetch` does in its own way. */
export async function checkFetching(checks, origin) {
  const { token, issuer, resource } = await (await fetch(`${origin}/token`)).json();
  const verifierOf = (keys) => createVerifier({ issuer, resource, keys });

  checks.equal('discovered', await verdictOf(verifierOf(discoveredKeys(issuer)), token), 'accepted');
  checks.equal('remote', await verdictOf(verifierOf(remoteKeys(`${origin}/jwks`)), token), 'accepted');
  const verifier = verifierOf(remoteKeys(`${origin}/jwks`));
  const many = await Promise.all(Array.from({ length: 20 }, () => verdictOf(verifier, token)));
  checks.equal('many at once', new Set(many).size, 1);

  const faults = [
    { path: 'redirect', kind: 'redirect' },
    { path: 'status', kind: 'status' },
    { path: 'html', kind: 'json' },
    { path: 'latin1', kind: 'json' },
    { path: 'list', kind: 'shape' },
    { path: 'large', kind: 'size', options: { maxBytes: 1024 } },
    { path: 'bomb', kind: 'size' },
    { path: 'silence', kind: 'timeout', options: { timeout: 0.2 } },
    { path: 'halfway', kind: 'timeout', options: { timeout: 0.2 } },
    { path: 'closed', kind: 'network' },
  ];
  for (const { path, kind, options } of faults) {
    const keys = remoteKeys(`${origin}/${path}`, options);
    const error = await refusalOf(verifierOf(keys), token);
    checks.equal(`${path}: reason`, error?.reason, 'keys_unavailable');
    checks.equal(`${path}: kind`, keys.state().lastFailure, kind);
  }
}
