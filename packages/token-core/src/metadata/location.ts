import { isLoopbackHost } from '../hosts.js';
import { fail } from '../options.js';

const SUFFIX = '/.well-known/oauth-protected-resource';

/**
 * Where the metadata of a resource stands: the well-known path goes between host and path (RFC 9728 §3.1). The rest is kept to
 * the letter, since it is compared so.
 *
 * @throws TypeError when nothing can be published there.
 */
export function metadataUrl(indicator: string): string {
  const [, origin = '', rest = ''] = /^([a-z]+:\/\/[^/?#]+)([^#]*)$/i.exec(indicator) ?? [];
  if (!isPublicAddress(indicator) || origin === '') {
    fail('metadata', 'a resource that is an https URL (http on loopback) without a fragment', indicator);
  }
  // §3.1: a slash that ends the host goes, whatever follows it.
  return `${origin}${SUFFIX}${rest.replace(/^\/(?=\?|$)/, '')}`;
}

// What `URL` takes besides is in no document: `https:host`, `https:/host`, `\\`, white space. Issuers are judged so as well.
const SPELLED = /^https?:\/\/[^/\\\s#][^\\\s#]*$/i;

/** An address that a client may be sent to: https, or http to this machine; no user, no fragment. */
export function isPublicAddress(text: string): boolean {
  if (!SPELLED.test(text) || !URL.canParse(text)) return false;
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') return false;
  return url.protocol === 'https:' || isLoopbackHost(url.hostname);
}
