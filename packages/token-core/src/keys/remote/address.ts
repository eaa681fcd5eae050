import { fail } from '../../options.js';

/** RFC 8252 §8.3: the hosts that never leave the machine, for which http is allowed. */
function isLoopback(url: URL): boolean {
  const { hostname } = url;
  return (
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    hostname === '[::1]' ||
    /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(hostname)
  );
}

/** Whether keys may be fetched from here: https, or http that never leaves the machine; no credentials inside. */
export function isKeyAddress(text: unknown): text is string {
  if (typeof text !== 'string' || !URL.canParse(text)) return false;
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url));
}

/** Ends the start of the program on an address that keys cannot be fetched from. */
export function expectKeyAddress(option: string, text: unknown): string {
  if (!isKeyAddress(text)) fail(option, 'an https URL (http for localhost only), without credentials', text);
  return text;
}
