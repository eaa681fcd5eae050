import LogtoClient, { LogtoRequestError, UserScope } from '@logto/browser';

// What the page of the browser's test loads: the SDK as its user has it, with its own storage and navigation.
globalThis.createClient = (endpoint, appId, api) =>
  new LogtoClient({
    endpoint,
    appId,
    resources: [api],
    scopes: [UserScope.Organizations, 'read:products', 'write:products', 'read:members'],
  });

/** What a rejection is, in a form that leaves the page. */
globalThis.describeRejection = (promise) =>
  promise.then(
    () => 'no rejection',
    (error) => ({
      isRequestError: error instanceof LogtoRequestError,
      code: error.code,
      message: error.message,
      status: error.cause?.status,
    }),
  );
