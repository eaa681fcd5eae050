import { errors, Provider } from 'oidc-provider';
import type { ClientMetadata } from 'oidc-provider';

import { readAddress } from './address.js';
import type { DocumentAddress } from './address.js';
import { DocumentProblem, fetchDocument } from './fetch-document.js';
import { readMetadata } from './metadata.js';

/** How many documents are kept. */
const MOST_KEPT = 100;
/** How many are fetched at a time: anybody may name any address. */
const MOST_FETCHED = 10;
/** For how long a document is kept, in seconds: where its sender says nothing, and the bounds of what it may say. */
const KEPT_FOR = { usual: 60, least: 5, most: 3600 } as const;

type InvalidClient = InstanceType<typeof errors.InvalidClient>;

/** What the documents are read by. */
export interface ClientDocumentParts {
  /** Hosts, with their port where it is not the scheme's own, that may be on this machine or its network, and plain http. */
  readonly hosts: readonly string[];
  readonly now: () => number;
  /** Told in a sentence why a document was refused: its client often does not say. */
  readonly onNotice: (notice: string) => void;
}

/** Clients whose id is the address of a document that says who they are (draft-ietf-oauth-client-id-metadata-document). */
export interface ClientDocuments {
  /** Whether an id is an address, be there a document or not. */
  isAddress(id: string): boolean;
  /**
   * The client as its document has it, at most {@link KEPT_FOR} ago. `undefined` for an id that is no address.
   *
   * @throws InvalidClient, InvalidClientMetadata of oidc-provider.
   */
  find(id: string): Promise<ClientMetadata | undefined>;
}

interface Kept {
  readonly metadata: ClientMetadata;
  readonly until: number;
}

/** Fetches documents when their clients come, each once at a time, and keeps the good ones for a while. */
export function createClientDocuments({ hosts, now, onNotice }: ClientDocumentParts): ClientDocuments {
  const kept = new Map<string, Kept>();
  const coming = new Map<string, Promise<ClientMetadata>>();
  // Of one request alone: oidc-provider asks again for the answer to a refusal, and a mended document counts at once.
  const refused = new WeakMap<object, InvalidClient>();

  async function load(id: string, url: URL, isNamed: boolean): Promise<ClientMetadata> {
    const { value, maxAge = KEPT_FOR.usual } = await fetchDocument(url, isNamed);
    const metadata = readMetadata(id, value);
    const seconds = Math.min(Math.max(maxAge, KEPT_FOR.least), KEPT_FOR.most);
    kept.delete(id);
    for (const oldest of kept.keys()) {
      if (kept.size < MOST_KEPT) break;
      kept.delete(oldest);
    }
    kept.set(id, { metadata, until: now() + seconds * 1000 });
    return metadata;
  }

  function start(id: string, address: DocumentAddress): Promise<ClientMetadata> {
    if ('problem' in address) throw new DocumentProblem(address.problem);
    if (coming.size >= MOST_FETCHED) throw new DocumentProblem('cannot be fetched now: too many others are');
    const { url, isNamed } = address;
    const loading = load(id, url, isNamed).finally(() => coming.delete(id));
    coming.set(id, loading);
    return loading;
  }

  return {
    isAddress: (id) => readAddress(id, hosts) !== undefined,
    async find(id) {
      const address = readAddress(id, hosts);
      if (address === undefined) return undefined;
      const request = Provider.ctx;
      const before = request && refused.get(request);
      if (before !== undefined) throw before;
      const known = kept.get(id);
      if (known !== undefined && now() < known.until) return known.metadata;
      try {
        return await (coming.get(id) ?? start(id, address));
      } catch (error) {
        if (!(error instanceof DocumentProblem)) throw error;
        const what = 'problem' in address ? 'client_id' : 'client metadata document';
        const sentence = `the ${what} ${error.message}`;
        onNotice(`A client was refused: ${sentence}.`);
        const refusal = new errors.InvalidClient(sentence);
        if (request !== undefined) refused.set(request, refusal);
        throw refusal;
      }
    },
  };
}
