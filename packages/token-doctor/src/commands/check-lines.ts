import type { Finding } from '@acme/token-core/explain';
import { type Discovery, discoveryAddress } from '../look/discovery.js';
import type { ProxyFacts } from '../look/proxy.js';
import type { WayFacts } from '../look/way.js';
import type { Check } from '../report/report.js';

/** The proxy, and the way to the server. */
export function wayChecks(way: WayFacts | undefined, proxy: ProxyFacts | undefined): readonly Check[] {
  return [...(proxy === undefined ? [] : [proxyCheck(proxy)]), ...(way?.checks ?? [])];
}

function proxyCheck({ variable, address, isUsed, state }: ProxyFacts): Check {
  const name = 'proxy';
  if (state === 'unreadable')
    return { name, outcome: isUsed ? 'wrong' : 'right', says: `${variable} holds no address` };
  const is = `${variable} is ${address}`;
  if (!isUsed) return { name, outcome: 'right', says: `${is}: not used by Node.js` };
  if (state === 'unknown-kind')
    return { name, outcome: 'unknown', says: `${is}: not a kind that can be looked at` };
  return { name, outcome: state === 'open' ? 'right' : 'wrong', says: `${is}: ${state ?? 'used'}` };
}

/** Whether the clocks agree, where that is known. */
export function clockChecks(offset: number | undefined, clock: Finding | undefined): readonly Check[] {
  if (offset === undefined) return [];
  return [
    clock === undefined
      ? { name: 'clock', outcome: 'right', says: 'agrees with the authorization server’s' }
      : { name: 'clock', outcome: 'wrong', says: 'differs from the authorization server’s' },
  ];
}

/** What the discovery document says while the keys cannot be had: which address to look at. */
export function discoveryCheck(issuer: string, discovery: Discovery): Check {
  const name = 'discovery';
  if (!discovery.ok) {
    return { name, outcome: 'unknown', says: `${shown(discoveryAddress(issuer))}: ${discovery.why}` };
  }
  const keys = discovery.document['jwks_uri'];
  return {
    name,
    outcome: 'right',
    says: typeof keys === 'string' ? `the keys are at ${shown(keys)}` : 'names no address of keys',
  };
}

/** Rule 33: no user information and no query. */
function shown(address: string): string {
  if (!URL.canParse(address)) return 'what is no address';
  const { origin, pathname } = new URL(address);
  return `${origin}${pathname}`;
}

/** What was wrong of a server is unknown where there is no network. */
export function asUnknown(checks: readonly Check[]): readonly Check[] {
  return checks.map((check) => (check.outcome === 'wrong' ? { ...check, outcome: 'unknown' } : check));
}
