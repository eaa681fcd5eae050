import { boundedFetch, FetchFailure, jsonObject } from './bounded-fetch.js';

/** The discovery document of an issuer, or why there is none. */
export type Discovery =
  | {
      readonly ok: true;
      readonly document: Readonly<Record<string, unknown>>;
      readonly date: number | undefined;
    }
  | { readonly ok: false; readonly why: string; readonly status: number | undefined };

/** Where the discovery document of an issuer is (OpenID Connect Discovery §4). */
export function discoveryAddress(issuer: string): string {
  return `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
}

/** Fetches the discovery document. Never throws. */
export async function readDiscovery(issuer: string, timeout: number): Promise<Discovery> {
  if (!/^https?:\/\//.test(issuer) || !URL.canParse(issuer)) {
    return { ok: false, why: 'the issuer is no address', status: undefined };
  }
  try {
    const accept = { accept: 'application/json' };
    const { status, text, headers } = await boundedFetch(
      discoveryAddress(issuer),
      { headers: accept },
      { timeout },
    );
    if (status !== 200) return { ok: false, why: `it answered ${status}`, status };
    const document = jsonObject(text);
    if (document === undefined) {
      const is = text.trimStart().startsWith('<') ? 'a web page' : 'no JSON object';
      return { ok: false, why: `the answer is ${is}`, status };
    }
    const date = Date.parse(headers.get('date') ?? '');
    return { ok: true, document, date: Number.isFinite(date) ? date : undefined };
  } catch (error) {
    const why = error instanceof FetchFailure ? (error.code ?? error.kind) : 'no answer';
    return { ok: false, why, status: undefined };
  }
}
