import { toLine } from '../../cause.js';
import { isJsonObject, own } from '../../json.js';
import { fail } from '../../options.js';
import { expectKeyAddress, type HttpHosts, mayName } from './address.js';
import { KeyFailure } from './failure.js';
import { type FetchLimits, fetchJson, type JsonAnswer } from './fetch.js';
import type { KeyLoader } from './fetch-keys.js';
import { RefreshingKeys } from './refreshing.js';
import { KEY_SET_TYPES } from './remote.js';
import { readRefreshSettings, type RemoteKeysOptions } from './options.js';
import type { KeySource } from '../source.js';

/**
 * Keys from an issuer, by way of its discovery document: OpenID Connect Discovery §4, else RFC 8414 §3. The
 * document's `issuer` has to be the one given, character for character.
 *
 * @param issuer - https, or http on loopback and the option `httpHosts`; exactly as in the `iss` of its tokens.
 * @throws TypeError when the issuer or an option is not acceptable.
 * @example
 * const keys = discoveredKeys('https://tenant.logto.app/oidc', { timeout: 3 });
 */
export function discoveredKeys(issuer: string, options?: RemoteKeysOptions): KeySource {
  return discover('discoveredKeys: issuer', issuer, options);
}

/**
 * The same, for whoever names the issuer otherwise.
 *
 * @param option - What it is called in messages.
 */
export function discover(option: string, issuer: string, options?: RemoteKeysOptions): KeySource {
  const settings = readRefreshSettings('discoveredKeys', options);
  expectKeyAddress(option, issuer, settings.httpHosts);
  // RFC 8414 §2: no document could name such an issuer.
  if (/[?#]/.test(issuer)) fail(option, 'a URI without a query, without a fragment', toLine(issuer));
  return new RefreshingKeys(new DiscoveryLoader(issuer, settings.httpHosts), settings, issuer);
}

/** Outages in a row after which the document is read again, in case the keys have moved away from a dead address. */
const OUTAGES_PER_DISCOVERY = 4;

class DiscoveryLoader implements KeyLoader {
  readonly address: string;
  readonly #httpHosts: HttpHosts;
  #keyAddress: string | undefined;
  #outages = 0;

  constructor(issuer: string, httpHosts: HttpHosts) {
    this.address = issuer;
    this.#httpHosts = httpHosts;
  }

  /** The document is read once; again after a failure, in case the keys have moved. An outage alone does not say so. */
  async load(limits: FetchLimits, last: KeyFailure | undefined): Promise<JsonAnswer> {
    if (this.#mayHaveMoved(last)) this.#keyAddress = undefined;
    this.#keyAddress ??= await this.#discover(limits);
    return fetchJson(this.#keyAddress, KEY_SET_TYPES, limits);
  }

  #mayHaveMoved(last: KeyFailure | undefined): boolean {
    this.#outages = last?.isOutage === true ? this.#outages + 1 : 0;
    return last !== undefined && this.#outages % OUTAGES_PER_DISCOVERY === 0;
  }

  async #discover(limits: FetchLimits): Promise<string> {
    const [openid, oauth] = metadataAddresses(this.address);
    try {
      return this.#readKeyAddress(await fetchJson(openid, 'application/json', limits));
    } catch (error) {
      // A plain OAuth server has no OpenID document and says so with a status; one in trouble is not asked twice.
      const failure = KeyFailure.of(error);
      if (failure.kind !== 'status' || failure.isOutage) throw failure;
      return this.#readKeyAddress(await fetchJson(oauth, 'application/json', limits));
    }
  }

  #readKeyAddress({ value }: JsonAnswer): string {
    if (!isJsonObject(value)) throw new KeyFailure('shape');
    const issuer = own(value, 'issuer');
    if (issuer !== this.address) throw new KeyFailure('issuer', { found: issuer });
    const address = own(value, 'jwks_uri');
    if (!mayName(this.address, address, this.#httpHosts)) throw new KeyFailure('address', { found: address });
    return address;
  }
}

function metadataAddresses(issuer: string): readonly [openid: string, oauth: string] {
  const { origin, pathname } = new URL(issuer);
  const path = pathname.replace(/\/$/, '');
  return [
    `${origin}${path}/.well-known/openid-configuration`,
    // RFC 8414 §3.1: between the host and the path.
    `${origin}/.well-known/oauth-authorization-server${path}`,
  ];
}
