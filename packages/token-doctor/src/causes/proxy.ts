import { type Finding, finding } from '@acme/token-core/explain';

/** What was seen of a proxy. */
export interface ProxySeen {
  readonly variable: string;
  /** Empty where the variable holds no address. */
  readonly address: string;
  readonly isUsed: boolean;
  readonly state?: string;
  readonly lacksScheme?: boolean;
  readonly missedException?: string;
}

const NO_WAY: ReadonlySet<string> = new Set([
  'keys.dns',
  'keys.dns-down',
  'keys.refused',
  'keys.unreachable',
  'keys.timeout',
  'keys.network',
  'keys.reset',
]);

type Make = (name: string, certainty: Finding['certainty'], sentence: string, mend: string) => Finding;

/** The cause of an outage that a proxy explains; `undefined` where it explains nothing. */
export function explainProxy(
  { cause, found }: Finding,
  issuer: string,
  proxy: ProxySeen | undefined,
): Finding | undefined {
  if (proxy === undefined || !NO_WAY.has(cause)) return undefined;
  const make: Make = (name, certainty, sentence, mend) =>
    finding(`network.${name}`, certainty, sentence, mend, undefined, found);
  return proxy.isUsed ? explainUsed(proxy, issuer, make) : explainUnused(proxy, issuer, make);
}

function explainUnused(
  { variable, address, state, lacksScheme }: ProxySeen,
  issuer: string,
  make: Make,
): Finding {
  const there = `There is no direct way to ${issuer}, and ${variable}`;
  if (state === 'unreadable') {
    return make(
      'proxy-unreadable',
      'likely',
      `${there} holds no address of a proxy.`,
      `Write it as http://host:port, and start the API with NODE_USE_ENV_PROXY=1; or open the direct way.`,
    );
  }
  if (state === 'unknown-kind') {
    return make(
      'proxy-kind',
      'likely',
      `${there} names the proxy ${address}, which Node.js does not use by itself, and token-doctor neither: it knows http and https proxies.`,
      'Give the verifier a fetch that goes through the proxy; or name an http proxy, and start the API with NODE_USE_ENV_PROXY=1.',
    );
  }
  const isForAll = /^all_proxy$/i.test(variable);
  const spelling = isForAll || lacksScheme === true ? ` and HTTPS_PROXY=${address}` : '';
  return make(
    'proxy-unused',
    state === 'open' ? 'certain' : 'likely',
    `${there} names the proxy ${address}, which Node.js does not use by itself.`,
    `Start the API with NODE_USE_ENV_PROXY=1${spelling} (Node.js 22.21 or 24.5 and newer), or give the verifier a fetch that goes through the proxy.`,
  );
}

function explainUsed(
  { variable, address, state, missedException }: ProxySeen,
  issuer: string,
  make: Make,
): Finding {
  if (state !== 'open' && state !== undefined && missedException !== undefined) {
    return make(
      'proxy-exception',
      'likely',
      `NO_PROXY has ${missedException}, which is meant to except ${issuer}, but Node.js does not read that spelling: it goes to the proxy ${address} (${variable}).`,
      `Put the host into NO_PROXY letter by letter: ${new URL(issuer).hostname}. Node.js knows no networks (10.0.0.0/8), no * beside other entries, and IPv6 in brackets alone.`,
    );
  }
  switch (state) {
    case 'unreadable':
      return make(
        'proxy-unreadable',
        'certain',
        `${variable} holds no address of a proxy, so that Node.js cannot start with it.`,
        'Write it as http://host:port, where the API runs.',
      );
    case 'unknown-kind':
      return make(
        'proxy-kind',
        'possible',
        `The way to ${issuer} goes through the proxy ${address} (${variable}), which is of a kind that token-doctor cannot look at: it knows http and https proxies.`,
        'Try the proxy by hand, name an http proxy, or except the authorization server by NO_PROXY.',
      );
    case 'refused':
      return make(
        'proxy-refused',
        'certain',
        `The proxy ${address} (${variable}) refuses the connection: nothing listens there.`,
        `Start the proxy, correct ${variable}, or except the authorization server by NO_PROXY.`,
      );
    case 'unknown-name':
      return make(
        'proxy-name',
        'certain',
        `DNS does not know the proxy ${address} (${variable}).`,
        `Correct ${variable}, or except the authorization server by NO_PROXY.`,
      );
    case 'wants-credentials':
      return make(
        'proxy-credentials',
        'certain',
        `The proxy ${address} (${variable}) wants credentials: it answers 407.`,
        `Put user and password into ${variable}, where the API runs.`,
      );
    case 'forbids':
      return make(
        'proxy-forbids',
        'certain',
        `The proxy ${address} (${variable}) does not let this machine through to the authorization server.`,
        'Have its rules allow that host and port, or except it by NO_PROXY.',
      );
    case 'no-way':
      return make(
        'proxy-no-way',
        'certain',
        `The proxy ${address} (${variable}) cannot reach the authorization server itself.`,
        'Compare host and port of the option issuer; if the proxy does not know that host, except it by NO_PROXY.',
      );
    case undefined:
    default:
      return make(
        'proxy',
        'likely',
        `The way to ${issuer} goes through the proxy ${address} (${variable}), and there is no answer.`,
        'Try the proxy by hand, or except the authorization server by NO_PROXY.',
      );
  }
}

/**
 * Node.js was told to use a proxy when it was too late: it reads that at its start alone.
 *
 * @example
 * console.warn(explainLateProxy().sentence);
 */
export function explainLateProxy(): Finding {
  return finding(
    'network.proxy-late',
    'certain',
    'NODE_USE_ENV_PROXY=1 came from a file that was read after Node.js had started, which is too late: everything here was asked past the proxy.',
    'Start token-doctor with it. An API whose own code reads the file needs it at its start too; node --env-file is early enough.',
  );
}
