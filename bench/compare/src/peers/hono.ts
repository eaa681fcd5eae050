import { Jwt } from 'hono/utils/jwt';
import { isNamed, type Peer, type Settings } from '../peer.js';

const ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
] as const;

/** What Hono's middleware `jwk` calls. It has no option for a clock tolerance. */
export const hono = ({ issuer, resource }: Settings): Peer => ({
  name: 'hono jwk',
  setting: 'verifyWithJwks: keys, allowedAlgorithms, iss, aud, typ, exp, nbf, iat',
  verify: async ({ token, keys }) => {
    await Jwt.verifyWithJwks(token, {
      keys: keys.keys as NonNullable<Parameters<typeof Jwt.verifyWithJwks>[1]['keys']>,
      allowedAlgorithms: ALGORITHMS,
      verification: { iss: issuer, aud: resource, typ: 'at+jwt', exp: true, nbf: true, iat: true },
    });
  },
  isTyped: (error) => isNamed(error, /Jwt[A-Z]/),
});
