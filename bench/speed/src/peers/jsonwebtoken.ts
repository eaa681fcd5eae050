import jsonwebtoken from 'jsonwebtoken';
import type { Peer } from './peer.js';

/** Its synchronous way with a KeyObject, which spares it the parsing of a PEM. It has no EdDSA. */
export const jsonWebToken: Peer = {
  name: 'jsonwebtoken',
  setup: ({ algorithm, issuer, resource, publicKey }) => {
    if (algorithm === 'EdDSA') return undefined;
    const options = { algorithms: [algorithm], issuer, audience: resource };
    return (token) => jsonwebtoken.verify(token, publicKey.keyObject, options);
  },
};
