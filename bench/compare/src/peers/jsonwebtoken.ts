import jwt from 'jsonwebtoken';
import { callbackify } from 'node:util';
import { CLOCK_TOLERANCE, type Peer, type Settings } from '../peer.js';
import { publishedKey } from './published-key.js';

const ALGORITHMS: jwt.Algorithm[] = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
];

/** Auth0's jsonwebtoken, with keys by jwks-rsa. It has no option for `typ`. */
export const jsonwebtoken = ({ issuer, resource }: Settings): Peer => ({
  name: 'jsonwebtoken',
  setting: 'verify: algorithms, issuer, audience, clockTolerance; keys by jwks-rsa',
  verify: (corpusCase) =>
    new Promise((resolve, reject) => {
      const key: jwt.GetPublicKeyOrSecret = ({ kid }, callback) => {
        const answer = async (): Promise<string> => publishedKey(corpusCase, kid);
        callbackify(answer)((error, pem) => callback(error, pem));
      };
      const options = { algorithms: ALGORITHMS, issuer, audience: resource, clockTolerance: CLOCK_TOLERANCE };
      jwt.verify(corpusCase.token, key, options, (error) => {
        if (error === null) resolve();
        else reject(error);
      });
    }),
  isTyped: (error) => error instanceof jwt.JsonWebTokenError,
});
