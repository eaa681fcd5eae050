import { about, type CaseDefinition, NO_TEXTS, shown } from '../definition.js';

const marked = about('type', 9, 'RFC 9068 §4');
const alike = about('type', 9, 'RFC 7515 §4.1.9, RFC 9068 §2.1');
const chosen = about('type', 9, 'RFC 8725 §3.11');

const ACCEPTED = [
  'at+jwt',
  'AT+JWT',
  'At+Jwt',
  'at+JWT',
  'application/at+jwt',
  'APPLICATION/AT+JWT',
  'Application/at+jwt',
];

const OTHER_KINDS = [
  [
    'JWT',
    'jwt',
    'application/jwt',
    'JWS',
    'JOSE',
    'JOSE+JSON',
    'id_token',
    'rt+jwt',
    'dpop+jwt',
    'logout+jwt',
  ],
  [
    'secevent+jwt',
    'token-introspection+jwt',
    'oauth-authz-req+jwt',
    'kb+jwt',
    'dc+sd-jwt',
    'entity-statement+jwt',
  ],
].flat();

const NEARLY = [
  [
    '',
    ' ',
    'at',
    'at+',
    '+jwt',
    'at+jwt ',
    ' at+jwt',
    'at+jwt\0',
    'at+jwt\n',
    'at jwt',
    'at-jwt',
    'at_jwt',
    'at%2Bjwt',
  ],
  [
    'atjwt',
    'at+jwt;charset=utf-8',
    'at+jwt, JWT',
    'text/at+jwt',
    'application/application/at+jwt',
    'application/',
  ],
  [
    'application/at+jwt ',
    'application /at+jwt',
    'at+jwt/',
    '/at+jwt',
    'xat+jwt',
    'at+jwtx',
    'ａt+jwt',
    'аt+jwt',
  ],
].flat();

/** Rule 9: an access token says that it is one. */
export const types: readonly CaseDefinition[] = [
  ...ACCEPTED.map((typ) =>
    alike('accepted', `typ ${typ} is accepted`, (mint) => mint.genuine({ header: { typ } })),
  ),
  marked('type', 'no typ', (mint) => mint.genuine({ header: { typ: undefined } })),
  ...OTHER_KINDS.map((typ) =>
    marked('type', `typ ${typ} is another kind`, (mint) => mint.genuine({ header: { typ } })),
  ),
  ...NEARLY.map((typ) =>
    alike('type', `typ ${shown(typ)} is next to at+jwt`, (mint) => mint.genuine({ header: { typ } })),
  ),
  ...NO_TEXTS.map((typ) =>
    alike('type', `typ is ${shown(typ)}`, (mint) => mint.genuine({ header: { typ } })),
  ),

  chosen('accepted', 'typ JWT where JWT is listed', (mint) => mint.genuine({ header: { typ: 'JWT' } }), {
    options: { tokenTypes: ['JWT'] },
  }),
  chosen('accepted', 'typ jwt where JWT is listed', (mint) => mint.genuine({ header: { typ: 'jwt' } }), {
    options: { tokenTypes: ['JWT'] },
  }),
  chosen('type', 'typ at+jwt where only JWT is listed', (mint) => mint.genuine(), {
    options: { tokenTypes: ['JWT'] },
  }),
  chosen('accepted', 'no typ where none is listed', (mint) => mint.genuine({ header: { typ: undefined } }), {
    options: { tokenTypes: ['at+jwt', ''] },
  }),
  chosen('type', 'an empty typ where none is listed', (mint) => mint.genuine({ header: { typ: '' } }), {
    options: { tokenTypes: ['at+jwt', ''] },
  }),
  chosen('type', 'typ null where none is listed', (mint) => mint.genuine({ header: { typ: null } }), {
    options: { tokenTypes: ['at+jwt', ''] },
  }),
];
