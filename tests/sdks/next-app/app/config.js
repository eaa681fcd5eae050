import { UserScope } from '@logto/next';

/** Read at each request: the ports are known when the test starts, not when the app is built. */
export function logtoConfig() {
  const { LOGTO_ENDPOINT, BASE_URL, APP_ID, APP_SECRET, API } = process.env;
  return {
    endpoint: LOGTO_ENDPOINT,
    appId: APP_ID,
    appSecret: APP_SECRET,
    baseUrl: BASE_URL,
    cookieSecret: 'a-secret-of-more-than-32-characters',
    cookieSecure: false,
    resources: [API],
    scopes: [UserScope.Organizations, 'read:products', 'write:products', 'read:members'],
  };
}
