import { about, type CaseDefinition, NO_TEXTS, shown } from '../definition.js';
import { encode } from '../encoding.js';
import { DEAD_ORIGIN } from '../mint.js';
import { publicJwk } from '../public-keys.js';

const critical = about('header', 6, 'RFC 7515 §4.1.11');
const unencoded = about('header', 6, 'RFC 7797 §3');
const named = about('header', 7, 'RFC 7515 §4.1.4');
const injected = about('header', 7, 'RFC 8725 §3.10');
const brought = about('header', 8, 'RFC 8725 §3.10, CVE-2018-0114');
const fetched = about('header', 8, 'RFC 7515 §4.1.2, RFC 8725 §3.10');
const ignored = about('header', 8, 'RFC 7515 §4.1.2 to §4.1.8');

const CRITICAL: readonly unknown[] = [
  [[], ['exp'], ['alg'], ['b64'], ['unknown'], ['crit'], ['exp', 'exp'], [''], [null], [['exp']], [1]],
  [null, 'exp', '', {}, { exp: true }, 0, 1, true, false],
].flat();

const NOT_A_NAME: readonly unknown[] = [...NO_TEXTS, '', ['rsa']];

const UNKNOWN_NAMES: readonly string[] = [
  [
    'nobody',
    'RSA',
    'Rsa',
    'rsa ',
    ' rsa',
    'rsa\0',
    'rsa\n',
    'rs\u0430',
    'rsa,p256',
    'rsa/../rsa',
    '\u200Brsa',
  ],
  [
    "' OR '1'='1",
    "x' UNION SELECT 'AA",
    '../../../../dev/null',
    '/dev/null',
    'C:\\Windows\\win.ini',
    '; sleep 9',
  ],
  [`${DEAD_ORIGIN}/key`, 'file:///etc/passwd', '*', '%', '$(id)', '${jndi:ldap://127.0.0.1:9/x}', '{{7*7}}'],
  [
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    'undefined',
    'null',
    '0',
    '[object Object]',
    'ｒｓａ',
  ],
  'k'.repeat(4000),
].flat();

const DEAD_END = `${DEAD_ORIGIN}/keys`;
const stranger = publicJwk('strangerRsa');
const STRANGE_MEMBERS: readonly (readonly [title: string, member: Readonly<Record<string, unknown>>])[] = [
  ['jwk', { jwk: stranger }],
  ['jwk with the kid of the issuer', { jwk: { ...stranger, kid: 'rsa' } }],
  ['jwk with alg and use', { jwk: { ...stranger, alg: 'RS256', use: 'sig' } }],
  ['jku', { jku: DEAD_END }],
  [
    'jku with a data URL',
    { jku: `data:application/json;base64,${encode(JSON.stringify({ keys: [stranger] }))}` },
  ],
  ['jku that begins like the issuer', { jku: 'https://issuer.test@127.0.0.1:9/keys' }],
  ['x5u', { x5u: DEAD_END }],
  ['x5c', { x5c: ['MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA'] }],
  ['x5t', { x5t: 'AAAAAAAAAAAAAAAAAAAAAAAAAAA' }],
  ['x5t#S256', { 'x5t#S256': 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' }],
  ['jwk and jku at once', { jwk: stranger, jku: DEAD_END }],
];

/** Header members that are no key and no address; they are not read, so they do no harm either. */
const ODD_MEMBERS: readonly Readonly<Record<string, unknown>>[] = [
  [
    { jwk: null },
    { jwk: 'text' },
    { jwk: [] },
    { jku: 1 },
    { jku: '' },
    { x5u: [] },
    { x5c: 'text' },
    { x5c: [1] },
  ],
  [{ x5t: null }, { url: DEAD_END }, { nonce: 'n' }, { iss: 'https://other.test' }],
].flat();

/** Rules 6 to 8: what a header may ask for, and what it may not. */
export const headers: readonly CaseDefinition[] = [
  ...CRITICAL.map((crit) =>
    critical('header', `crit is ${shown(crit)}`, (mint) =>
      mint.genuine({ header: { crit, exp: 1, b64: true } }),
    ),
  ),
  critical('header', 'crit names a member that is not there', (mint) =>
    mint.genuine({ header: { crit: ['gone'] } }),
  ),
  ...[false, null, 'false', 0, []].map((b64) =>
    unencoded('header', `b64 is ${shown(b64)} without crit`, (mint) => mint.genuine({ header: { b64 } })),
  ),
  unencoded('header', 'b64 is false with crit', (mint) =>
    mint.genuine({ header: { b64: false, crit: ['b64'] } }),
  ),

  ...NOT_A_NAME.map((kid) =>
    named('header', `kid is ${shown(kid)}`, (mint) => mint.genuine({ header: { kid } })),
  ),
  named('header', 'kid is 1e400', (mint) =>
    mint.genuine({ header: { kid: undefined }, moreHeader: '"kid":1e400' }),
  ),
  ...UNKNOWN_NAMES.map((kid) =>
    injected('unknown_key', `kid is ${shown(kid)}`, (mint) => mint.genuine({ header: { kid } })),
  ),
  named('unknown_key', 'kid is the name of another key of the issuer', (mint) =>
    mint.genuine({ header: { kid: 'p256' } }),
  ),
  named('accepted', 'no kid, and one key fits', (mint) =>
    mint.genuine({ by: ['ES512', 'p521'], header: { kid: undefined } }),
  ),

  ...STRANGE_MEMBERS.flatMap(([title, member]) => [
    (title.startsWith('jwk') ? brought : fetched)(
      'signature',
      `${title}: a stranger signs under the issuer's kid`,
      (mint) => mint.forged({ header: member }),
    ),
    (title.startsWith('jwk') ? brought : fetched)(
      'unknown_key',
      `${title}: a stranger signs under a kid of its own`,
      (mint) => mint.forged({ header: { ...member, kid: 'stranger' } }),
    ),
    ignored('accepted', `${title}: the issuer signs`, (mint) => mint.genuine({ header: member })),
  ]),
  ...ODD_MEMBERS.map((member) =>
    ignored('accepted', `${shown(member)} in the header is not read`, (mint) =>
      mint.genuine({ header: member }),
    ),
  ),
];
