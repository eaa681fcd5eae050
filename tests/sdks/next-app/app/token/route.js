import { LogtoRequestError } from '@logto/next';
import { getAccessToken, getOrganizationToken } from '@logto/next/server-actions';

import { logtoConfig } from '../config.js';

/** The token that the query asks for, or what the SDK threw. */
export async function GET({ nextUrl: { searchParams } }) {
  const resource = searchParams.get('resource') ?? undefined;
  const organization = searchParams.get('organization') ?? undefined;
  try {
    const token =
      resource === undefined && organization !== undefined
        ? await getOrganizationToken(logtoConfig(), organization)
        : await getAccessToken(logtoConfig(), resource, organization);
    return Response.json({ token });
  } catch (error) {
    const { code, message, cause } = error;
    return Response.json(
      { isRequestError: error instanceof LogtoRequestError, code, message, status: cause?.status },
      { status: 502 },
    );
  }
}
