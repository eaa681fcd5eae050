import { about, type CaseDefinition } from '../definition.js';
import { encode, segmentsOf } from '../encoding.js';

const nested = about('text', 4, 'RFC 7516 §7.1, RFC 7515 §7.2');

const SERIALISATIONS: readonly (readonly [title: string, write: (token: string) => unknown])[] = [
  ['flattened JSON', (token) => flattened(token)],
  [
    'flattened JSON with an unprotected header',
    (token) => ({ ...flattened(token), header: { alg: 'none' } }),
  ],
  ['general JSON', (token) => ({ payload: segmentsOf(token)[1], signatures: [flattened(token)] })],
  ['general JSON without signatures', (token) => ({ payload: segmentsOf(token)[1], signatures: [] })],
  ['JSON text', (token) => token],
  ['a list', (token) => [token]],
  ['an object', (token) => ({ access_token: token, token_type: 'Bearer' })],
];

/** Rule 4: no other serialisation, nothing encrypted, nothing in one another. */
export const serialisations: readonly CaseDefinition[] = [
  ...SERIALISATIONS.flatMap(([title, write]) => [
    nested('malformed', `a good token as ${title}`, async (mint) =>
      JSON.stringify(write(await mint.genuine())),
    ),
    nested('malformed', `a good token as ${title}, encoded`, async (mint) =>
      encode(JSON.stringify(write(await mint.genuine()))),
    ),
  ]),
  ...['RSA-OAEP', 'dir', 'ECDH-ES', 'PBES2-HS256+A128KW'].map((alg) =>
    nested('malformed', `an encrypted token by ${alg}`, () =>
      [
        encode(JSON.stringify({ alg, enc: 'A256GCM', zip: 'DEF', p2c: 2 ** 31 - 1 })),
        'AAAA',
        'AAAA',
        'AAAA',
        'AAAA',
      ].join('.'),
    ),
  ),
  nested('malformed', 'an encrypted token with the segments of a good one', async (mint) => {
    const [header, payload, signature] = segmentsOf(await mint.genuine());
    return `${header}.${payload}.${payload}.${payload}.${signature}`;
  }),
  nested('malformed', 'a token in a token', async (mint) =>
    mint.genuine({ header: { cty: 'JWT' }, payload: await mint.genuine() }),
  ),
  nested('malformed', 'a token in a token as JSON text', async (mint) =>
    mint.genuine({ header: { cty: 'JWT' }, payload: JSON.stringify(await mint.genuine()) }),
  ),
];

function flattened(token: string): Record<string, string> {
  const [header, payload, signature] = segmentsOf(token);
  return { protected: header, payload, signature };
}
