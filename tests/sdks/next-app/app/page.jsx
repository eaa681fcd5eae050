import { getAccessTokenRSC, getLogtoContext, signIn, signOut } from '@logto/next/server-actions';
import { connection } from 'next/server';

import { logtoConfig } from './config.js';

/** A server component with the two actions, as the SDK's guide has it. */
export default async function Home() {
  await connection();
  const { isAuthenticated, claims, userInfo } = await getLogtoContext(logtoConfig(), { fetchUserInfo: true });
  return isAuthenticated ? (
    <>
      <p id="sub">{claims.sub}</p>
      <p id="name">{userInfo.name}</p>
      <p id="token">{await getAccessTokenRSC(logtoConfig(), process.env.API)}</p>
      <form action={leave}>
        <button type="submit">Sign out</button>
      </form>
    </>
  ) : (
    <form action={enter}>
      <button type="submit">Sign in</button>
    </form>
  );
}

async function enter() {
  'use server';
  await signIn(logtoConfig());
}

async function leave() {
  'use server';
  await signOut(logtoConfig());
}
