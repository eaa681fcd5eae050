import { type Finding, finding } from '../finding.js';
import type { Look } from '../look.js';
import { quoted } from '../words.js';
import { differenceOf } from './names.js';

/**
 * 401 `issuer`. The signature is checked before, so the token is of the very server whose keys we hold: it only calls
 * itself by another name.
 */
export function explainIssuer({ error, issuer: first, evidence }: Look): Finding {
  const expected = typeof error.expected === 'string' ? error.expected : (first ?? '');
  const { found } = error;
  if (typeof found !== 'string') {
    return finding(
      'issuer.missing',
      'certain',
      'The token has no `iss`.',
      'Have the authorization server put its issuer into its tokens (RFC 9068 §2.2).',
      expected,
    );
  }
  const make = (cause: string, sentence: string, mend: string): Finding =>
    finding(cause, 'certain', sentence, mend, expected, found);
  const copy = `Set the option issuer to exactly ${quoted(found)}, as the discovery document says it too.`;
  if (found.startsWith('https://sts.windows.net/') && /\/v2\.0\/?$/.test(expected)) {
    return make(
      'issuer.entra-v1',
      'The token is of version 1 (v1), and the issuer of version 2 is configured.',
      'Set requestedAccessTokenVersion to 2 in the manifest of the API’s app registration, then get a new token.',
    );
  }
  const difference = differenceOf(found, expected);
  if (difference === 'by a trailing slash') {
    return make(
      'issuer.slash',
      `\`iss\` differs from the option issuer by a trailing slash: ${quoted(found)}.`,
      copy,
    );
  }
  const [here, there] = [urlOf(found), urlOf(expected)];
  if (here !== undefined && there !== undefined && here.hostname === there.hostname) {
    if (here.protocol === 'http:' && there.protocol === 'https:') {
      return make(
        'issuer.http',
        `The authorization server calls itself ${quoted(found)}, with http: where https: is expected: it stands behind a proxy and does not know.`,
        'Have the proxy send X-Forwarded-Proto, and have the server trust it (Logto: TRUST_PROXY_HEADER=1; Keycloak: KC_PROXY_HEADERS=xforwarded). Then get a new token.',
      );
    }
    if (here.pathname.replace(/\/$/, '') === '/oidc' && there.pathname === '/') {
      return make(
        'issuer.path',
        `The option issuer lacks the path /oidc: the token says ${quoted(found)}.`,
        copy,
      );
    }
  }
  if (difference !== undefined) {
    return make(
      'issuer.spelling',
      `\`iss\` differs from the option issuer ${difference}: ${quoted(found)}.`,
      copy,
    );
  }
  if (here !== undefined && there !== undefined && isInternal(here) !== isInternal(there)) {
    return make(
      'issuer.container',
      `The same server under another name: ${quoted(found)} to whoever got the token, ${quoted(expected)} to this API. One of them is its name inside of a container network.`,
      'Give the server one name for both sides (Keycloak: KC_HOSTNAME; Logto: ENDPOINT), and let containers reach it by that name.',
    );
  }
  const several = (evidence.verifier?.issuers?.length ?? 1) > 1;
  return make(
    'issuer.name',
    `The same server under another name: our own keys verify the token, and it says ${quoted(found)}, where ${quoted(expected)} is expected: a custom domain beside the default one.`,
    several ? copy : `${copy} To take both names, use verifierOf with a verifier for each.`,
  );
}

function urlOf(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}

/** A host that only a machine or a container network knows. */
function isInternal({ hostname }: URL): boolean {
  return !hostname.includes('.') && hostname !== 'localhost'
    ? true
    : hostname.endsWith('.internal') || hostname.endsWith('.local');
}
