import { isLoopbackUrl } from '@acme/token-core/adapter';
import { differenceOf, type Finding, finding } from '@acme/token-core/explain';
import { explainProxy, type ProxySeen } from './proxy.js';

/** What was seen of the network beside the failed fetch of keys. */
export interface NetworkFacts {
  readonly issuer: string;
  /** The proxy that the environment names. */
  readonly proxy?: ProxySeen | undefined;
  readonly certificate?:
    { readonly issuedTo: string; readonly issuedBy: string; readonly validTo: string } | undefined;
  /** The issuer that a discovery document names which was found below `/oidc`. */
  readonly issuerBelowOidc?: string | undefined;
  /** The issuer that a discovery document names, where the configured one is the address of a document or an endpoint. */
  readonly issuerAbove?: string | undefined;
  readonly isInContainer?: boolean | undefined;
}

/**
 * The cause of an outage, told apart further by what was seen of the network; else the cause as it was.
 *
 * @example
 * const { sentence, mend } = explainNetwork(explain(error), network);
 */
export function explainNetwork(outage: Finding, facts: NetworkFacts): Finding {
  return explainProxy(outage, facts.issuer, facts.proxy) ?? explainServer(outage, facts) ?? outage;
}

function explainServer({ cause, found }: Finding, facts: NetworkFacts): Finding | undefined {
  const { issuer, issuerBelowOidc, issuerAbove, certificate, isInContainer } = facts;
  if (issuerAbove !== undefined && issuerAbove !== issuer) {
    return finding(
      'keys.not-issuer',
      'certain',
      'The option issuer is the address of a document or an endpoint, and not the issuer.',
      `Set the option issuer to ${issuerAbove}.`,
      issuerAbove,
      issuer,
    );
  }
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
