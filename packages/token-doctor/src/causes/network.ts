import { isLoopbackUrl } from '@acme/token-core/adapter';
import { differenceOf, type Finding, finding } from '@acme/token-core/explain';

/** What was seen of the network beside the failed fetch of keys. */
export interface NetworkFacts {
  readonly issuer: string;
  /** The proxy that the environment names. */
  readonly proxy?:
    | {
        readonly variable: string;
        readonly address: string;
        readonly isUsed: boolean;
        readonly state?: string;
      }
    | undefined;
  readonly certificate?:
    { readonly issuedTo: string; readonly issuedBy: string; readonly validTo: string } | undefined;
  /** The issuer that a discovery document names which was found below `/oidc`. */
  readonly issuerBelowOidc?: string | undefined;
  readonly isInContainer?: boolean | undefined;
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

/**
 * The cause of an outage, told apart further by what was seen of the network; else the cause as it was.
 *
 * @example
 * const { sentence, mend } = explainNetwork(explain(error), network);
 */
export function explainNetwork(outage: Finding, facts: NetworkFacts): Finding {
  return explainProxy(outage, facts) ?? explainServer(outage, facts) ?? outage;
}

function explainProxy({ cause, found }: Finding, { proxy, issuer }: NetworkFacts): Finding | undefined {
  if (proxy === undefined || !NO_WAY.has(cause)) return undefined;
  const { variable, address, isUsed, state } = proxy;
  const make = (name: string, certainty: Finding['certainty'], sentence: string, mend: string): Finding =>
    finding(`network.${name}`, certainty, sentence, mend, undefined, found);
  if (!isUsed) {
    return make(
      'proxy-unused',
      state === 'open' ? 'certain' : 'likely',
      `There is no direct way to ${issuer}, and ${variable} names the proxy ${address}, which Node.js does not use by itself.`,
      'Start the API with NODE_USE_ENV_PROXY=1 (Node.js 22.21 or 24.5 and newer), or give the verifier a fetch that goes through the proxy.',
    );
  }
  switch (state) {
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

function explainServer({ cause, found }: Finding, facts: NetworkFacts): Finding | undefined {
  const { issuer, issuerBelowOidc, certificate, isInContainer } = facts;
  if (
    (cause === 'keys.path-forgotten' || cause === 'keys.not-found' || cause === 'keys.web-page') &&
    issuerBelowOidc !== undefined
  ) {
    return finding(
      'keys.path-forgotten',
      'certain',
      'The option issuer lacks its path: the discovery document stands below /oidc.',
      `Set the option issuer to ${issuerBelowOidc}.`,
      issuerBelowOidc,
      issuer,
    );
  }
  if (cause === 'keys.certificate' && certificate !== undefined) {
    const { issuedTo, issuedBy } = certificate;
    const isOwn = issuedTo === issuedBy;
    return finding(
      'keys.certificate',
      'certain',
      isOwn
        ? `The certificate of the authorization server is signed by itself (${issuedTo}), so nobody vouches for it here.`
        : `The certificate of the authorization server is signed by ${issuedBy}, whom this machine does not trust: a company’s proxy, or an authority of your own.`,
      'Give Node.js that authority: NODE_EXTRA_CA_CERTS=/path/to/ca.pem. Never switch verification off.',
      'signed by an authority that this machine trusts',
      `signed by ${issuedBy} (${found ?? 'not trusted'})`,
    );
  }
  if (cause === 'keys.refused' && isInContainer === true && isLoopbackUrl(issuer)) {
    return finding(
      'keys.refused',
      'certain',
      'Nothing listens there: in a container, localhost is the container itself.',
      'Use the name of the server’s service (http://logto:3001/oidc) with the option httpHosts, and let the server call itself by that name.',
      'the name of the server’s service',
      new URL(issuer).host,
    );
  }
  return undefined;
}

/**
 * Keys that come from an address of their own, while the issuer calls itself otherwise: every token is refused then.
 *
 * @example
 * console.log(explainIssuerName('https://tenant.logto.app', 'https://tenant.logto.app/oidc')?.mend);
 */
export function explainIssuerName(issuer: string, discovered: string): Finding | undefined {
  if (issuer === discovered) return undefined;
  const difference = differenceOf(discovered, issuer);
  return finding(
    'issuer.discovered',
    'likely',
    `The discovery document says that the issuer is another${difference === undefined ? '' : `: it differs ${difference}`}. Its tokens will be refused by their \`iss\`.`,
    'Set the option issuer to exactly what the document says.',
    discovered,
    issuer,
  );
}
