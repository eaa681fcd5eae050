import { createIssuer } from '../../../packages/token-issuer/dist/index.js';
import { accessModel } from './model.mjs';

/** Starts the issuer on a free port, for the length of one test. */
export async function startIssuer(test, origin) {
  const failures = [];
  const issuer = await createIssuer(accessModel(origin), {
    port: 0,
    onError: (error) => failures.push(error),
  });
  test.after(async () => {
    await issuer.close();
    if (failures.length > 0) throw new Error('The issuer had a server error.', { cause: failures[0] });
  });
  return { issuer, endpoint: new URL(issuer.url).origin };
}
