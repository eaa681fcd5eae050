import { about, type CaseDefinition } from '../definition.js';
import { bytesOf, decode, encode } from '../encoding.js';
import type { Mint } from '../mint.js';
import { authenticateWith } from '../sign.js';

const confused = about('algorithm', 5, 'RFC 8725 §2.1, CVE-2015-9235');
const guessed = about('algorithm', 5, 'RFC 8725 §2.2');

const inserted = about('algorithm', 5, 'RFC 8725 §3.10, CVE-2015-9235');

type SecretMaker = (mint: Mint) => Promise<Uint8Array<ArrayBuffer>> | Uint8Array<ArrayBuffer>;

const HASHES = [
  ['HS256', 'SHA-256'],
  ['HS384', 'SHA-384'],
  ['HS512', 'SHA-512'],
] as const;

/** What everybody knows, and what a library may take for the secret of an HMAC. */
const PUBLIC_SECRETS: readonly (readonly [title: string, secret: SecretMaker])[] = [
  ['the public key as DER', spki],
  ['the public key as PEM', async (mint) => bytesOf(pem(await spki(mint), '\n', true))],
  [
    'the public key as PEM without the last line break',
    async (mint) => bytesOf(pem(await spki(mint), '\n', false)),
  ],
  ['the public key as PEM with CRLF', async (mint) => bytesOf(pem(await spki(mint), '\r\n', true))],
  ['the public key as a JWK', (mint) => bytesOf(JSON.stringify(mint.victim))],
  ['the public key as an indented JWK', (mint) => bytesOf(JSON.stringify(mint.victim, null, 2))],
  ['the JWK Set', (mint) => bytesOf(JSON.stringify({ keys: mint.keys }))],
  ['the first number of the public key', (mint) => decode(String(mint.victim['n'] ?? mint.victim['x']))],
  [
    'the first number of the public key as text',
    (mint) => bytesOf(String(mint.victim['n'] ?? mint.victim['x'])),
  ],
  ['the kid', (mint) => bytesOf(String(mint.victim['kid']))],
  ['nothing', () => bytesOf('')],
];

const GUESSES = ['secret', 'null', 'undefined', '[object Object]', 'changeme', 'your-256-bit-secret'];

/** What an API finds that takes `kid` for a path or for a piece of SQL: a secret that everybody knows. */
const FOUND_BY_NAME: readonly (readonly [kid: string, secret: string])[] = [
  ['../../../../../../../dev/null', ''],
  ['/dev/null', ''],
  ["x' UNION SELECT 'known", 'known'],
];

/** Rule 5: an asymmetric key is never the secret of a symmetric algorithm. */
export const confusion: readonly CaseDefinition[] = [
  ...HASHES.flatMap(([alg, hash]) =>
    PUBLIC_SECRETS.map(([title, secret]) =>
      confused('algorithm', `${alg} with ${title}`, async (mint) => {
        const input = mint.signingInput({ header: { alg } });
        return `${input}.${encode(await authenticateWith(await secret(mint), hash, bytesOf(input)))}`;
      }),
    ),
  ),
  ...GUESSES.map((guess) =>
    guessed('algorithm', `HS256 with the secret ${guess}`, async (mint) => {
      const input = mint.signingInput({ header: { alg: 'HS256', kid: undefined } });
      return `${input}.${encode(await authenticateWith(bytesOf(guess), 'SHA-256', bytesOf(input)))}`;
    }),
  ),
  ...FOUND_BY_NAME.map(([kid, secret]) =>
    inserted('algorithm', `HS256 with what is found where kid leads: ${kid}`, async (mint) => {
      const input = mint.signingInput({ header: { alg: 'HS256', kid } });
      return `${input}.${encode(await authenticateWith(bytesOf(secret), 'SHA-256', bytesOf(input)))}`;
    }),
  ),
  confused('algorithm', 'HS256 with a symmetric key that the token brings along', async (mint) => {
    const jwk = { kty: 'oct', k: encode('brought along') };
    const input = mint.signingInput({ header: { alg: 'HS256', jwk } });
    return `${input}.${encode(await authenticateWith(bytesOf('brought along'), 'SHA-256', bytesOf(input)))}`;
  }),
  confused(
    'algorithm',
    'HS256 under the name of a symmetric key in the set',
    async (mint) => {
      const input = mint.signingInput({ header: { alg: 'HS256', kid: 'oct-shared' } });
      return `${input}.${encode(await authenticateWith(bytesOf('in the set'), 'SHA-256', bytesOf(input)))}`;
    },
    { addedKeys: [{ kty: 'oct', kid: 'oct-shared', alg: 'HS256', k: encode('in the set') }] },
  ),
];

async function spki({ victim }: Mint): Promise<Uint8Array<ArrayBuffer>> {
  const jwk = { ...victim, ext: true } as JsonWebKey;
  delete jwk.alg;
  delete jwk.use;
  delete jwk.key_ops;
  const key = await crypto.subtle.importKey('jwk', jwk, importParameters(jwk), true, ['verify']);
  return new Uint8Array(await crypto.subtle.exportKey('spki', key));
}

function importParameters({ kty, crv = '' }: JsonWebKey): RsaHashedImportParams | EcKeyImportParams {
  if (kty === 'RSA') return { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
  return kty === 'EC' ? { name: 'ECDSA', namedCurve: crv } : ({ name: crv } as EcKeyImportParams);
}

function pem(der: Uint8Array, lineBreak: string, isClosed: boolean): string {
  const base64 = btoa(String.fromCharCode(...der));
  const lines = [
    '-----BEGIN PUBLIC KEY-----',
    ...(base64.match(/.{1,64}/g) ?? []),
    '-----END PUBLIC KEY-----',
  ];
  return lines.join(lineBreak) + (isClosed ? lineBreak : '');
}
