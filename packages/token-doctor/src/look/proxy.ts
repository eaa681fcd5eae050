import { BlockList, isIP } from 'node:net';
import { toLine } from '@acme/token-core/explain';

/** The proxy that the environment names for an address. */
export interface ProxyFacts {
  readonly variable: string;
  /** Scheme, host and port; no user information. Empty where the variable holds no address. */
  readonly address: string;
  /** Whether `fetch` goes through it: Node.js asks for an option. */
  readonly isUsed: boolean;
  /** What came of connecting to it, or why nobody tried; `undefined` where there was no time. */
  readonly state?:
    | 'open'
    | 'refused'
    | 'unknown-name'
    | 'silent'
    | 'wants-credentials'
    | 'forbids'
    | 'no-way'
    | 'unknown-kind'
    | 'unreadable';
  /** `proxy:3128`: other programs take it, Node.js does not. */
  readonly lacksScheme?: boolean;
  /** An entry of NO_PROXY that means the address, in a spelling that Node.js does not read. */
  readonly missedException?: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The proxy for an address, by the variables that `fetch` of Node.js reads and in their order; where there is none, the one that
 * other programs would take.
 */
export function proxyFor(address: string, environment: Environment): ProxyFacts | undefined {
  const target = new URL(address);
  if (isExcepted(target, environment)) return undefined;
  const [variable, value] = namedFor(target.protocol, environment) ?? [];
  if (variable === undefined || value === undefined) return undefined;
  const isUsed = !/^all_proxy$/i.test(variable) && isUsedByFetch(environment);
  const missedException = exceptionsOf(environment).find((entry) => isMeantBy(entry, hostOf(target)));
  const common = {
    variable,
    isUsed,
    ...(missedException !== undefined && { missedException: toLine(missedException, 100) }),
  };
  const lacksScheme = !/^[a-z][a-z0-9+.-]*:\/\//i.test(value);
  const text = lacksScheme ? `http://${value}` : value;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || url.host === '') return { ...common, address: '', state: 'unreadable' };
  const isKnown = url.protocol === 'http:' || url.protocol === 'https:';
  return {
    ...common,
    address: `${url.protocol}//${url.host}`,
    ...(lacksScheme && { lacksScheme }),
    ...(!isKnown && { state: 'unknown-kind' }),
  };
}

/** Without brackets around an IPv6 address. */
export function hostOf({ hostname }: URL): string {
  return hostname.replaceAll(/^\[|\]$/g, '');
}

/** As Node.js does: a small name before a large one even where it is empty, and the proxy for http where https has none. */
function namedFor(
  protocol: string,
  environment: Environment,
): readonly [variable: string, value: string] | undefined {
  const groups =
    protocol === 'https:' ? ['https_proxy', 'http_proxy', 'all_proxy'] : ['http_proxy', 'all_proxy'];
  for (const small of groups) {
    const variable = environment[small] === undefined ? small.toUpperCase() : small;
    const value = environment[variable];
    if (value !== undefined && value !== '') return [variable, value];
  }
  return undefined;
}

/** Node.js takes these variables only when told to. */
export function isUsedByFetch(environment: Environment): boolean {
  if (!process.allowedNodeEnvironmentFlags.has('--use-env-proxy')) return false;
  const options = `${environment['NODE_OPTIONS'] ?? ''} ${process.execArgv.join(' ')}`;
  return environment['NODE_USE_ENV_PROXY'] === '1' || options.includes('--use-env-proxy');
}

function exceptionsOf(environment: Environment): readonly string[] {
  const list = environment['no_proxy'] ?? environment['NO_PROXY'] ?? '';
  return list.split(/[\s,]+/).filter((entry) => entry !== '');
}

/** Letter by letter, as Node.js does: `*` alone, a name and all below it, an address, each with a port or without. */
function isExcepted({ hostname, port, protocol }: URL, environment: Environment): boolean {
  const entries = exceptionsOf(environment);
  if (entries.length === 1 && entries[0] === '*') return true;
  const number = port === '' ? (protocol === 'https:' ? '443' : '80') : port;
  return entries.some((entry) => {
    const [, named = entry, only] = /^(.+):(\d+)$/.exec(entry) ?? [];
    const name = named.replace(/^\*?\./, '').toLowerCase();
    return (only === undefined || only === number) && (hostname === name || hostname.endsWith(`.${name}`));
  });
}

/** What other programs read in an entry and Node.js does not: a network, an IPv6 address without brackets, `*` among others. */
function isMeantBy(entry: string, host: string): boolean {
  if (entry === '*') return true;
  const [address = '', bits] = entry.replaceAll(/[[\]]/g, '').split('/');
  const family = isIP(address);
  if (family === 0 || isIP(host) !== family) return false;
  const kind = family === 6 ? 'ipv6' : 'ipv4';
  const most = family === 6 ? 128 : 32;
  const length = bits === undefined ? most : Number(bits);
  if (!Number.isInteger(length) || length < 0 || length > most) return false;
  const list = new BlockList();
  list.addSubnet(address, length, kind);
  return list.check(host, kind);
}
