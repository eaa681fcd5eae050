import { createHash, randomBytes } from 'node:crypto';

import LogtoClient, { createRequester, LogtoRequestError, UserScope } from '@logto/client';

import { provesLogtoClient } from '../lib/journey.mjs';
import { API, SPA } from '../lib/model.mjs';

const random = () => randomBytes(64).toString('base64url');

// A public client: its refresh token is another one after each use.
provesLogtoClient({
  name: '@logto/client',
  LogtoRequestError,
  create: (endpoint, adapter) =>
    new LogtoClient(
      {
        endpoint,
        appId: SPA.id,
        resources: [API],
        scopes: [UserScope.Organizations, 'read:products', 'write:products', 'read:members'],
      },
      {
        requester: createRequester(fetch),
        generateState: random,
        generateCodeVerifier: random,
        generateCodeChallenge: (verifier) => createHash('sha256').update(verifier).digest('base64url'),
        ...adapter,
      },
    ),
});
