import LogtoClient, { LogtoRequestError, UserScope } from '@logto/node';

import { provesLogtoClient } from '../lib/journey.mjs';
import { API, WEB } from '../lib/model.mjs';

provesLogtoClient({
  name: '@logto/node',
  LogtoRequestError,
  create: (endpoint, adapter) =>
    new LogtoClient(
      {
        endpoint,
        appId: WEB.id,
        appSecret: WEB.secret,
        resources: [API],
        scopes: [UserScope.Organizations, 'read:products', 'write:products', 'read:members'],
      },
      adapter,
    ),
});
