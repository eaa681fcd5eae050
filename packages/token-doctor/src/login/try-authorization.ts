import { boundedFetch, FetchFailure, jsonObject } from '../look/bounded-fetch.js';

/**
 * Asks the authorization endpoint once without a browser, since what it cannot redirect it tells the browser alone.
 *
 * @returns the error code of its refusal; `undefined` where it goes on to a sign-in.
 */
export async function tryAuthorization(url: URL, timeout: number): Promise<string | undefined> {
  try {
    const { status, text } = await boundedFetch(
      url.href,
      { headers: { accept: 'application/json' } },
      { timeout },
    );
    if (status < 400) return undefined;
    const answer = jsonObject(text);
    const [error, description] = [answer?.['error'], answer?.['error_description']];
    const isRedirect = [error, description, answer?.['code']].some((word) =>
      /redirect.?uri/i.test(String(word)),
    );
    if (isRedirect) return 'invalid_redirect_uri';
    return typeof error === 'string' && /^[a-z_]{1,40}$/.test(error) ? error : String(status);
  } catch (error) {
    // A redirect is the way to the sign-in.
    if (error instanceof FetchFailure) return undefined;
    throw error;
  }
}
