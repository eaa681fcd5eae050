import LogtoClient from '@logto/next/server-actions';

import { logtoConfig } from '../config.js';

export async function POST() {
  const client = await new LogtoClient(logtoConfig()).createNodeClient();
  await client.clearAccessToken();
  return new Response(null, { status: 204 });
}
