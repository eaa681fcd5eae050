import { boundedFetch, FetchFailure, jsonObject } from '../look/bounded-fetch.js';

/** Why the Management API gave no answer. The message is one sentence, and holds nothing secret. */
export class ManagementFailure extends Error {
  override readonly name = 'ManagementFailure';

  constructor(
    readonly kind: 'network' | 'credentials' | 'forbidden' | 'answer',
    message: string,
  ) {
    super(message);
  }
}

/** An entity, as the Management API tells of it. */
export type Entity = Readonly<Record<string, unknown>>;

/** Reads from a Management API. */
export interface Management {
  /** One entity; `undefined` where there is none (404). */
  one(path: string): Promise<Entity | undefined>;
  /** A list, all of its pages. */
  all(path: string): Promise<readonly Entity[]>;
}

/** Where a Management API is, and the way in. */
export interface ManagementAccess {
  /** Without a slash at its end, such as `https://tenant.logto.app`. */
  readonly endpoint: string;
  readonly token: string;
  /** For each request, in milliseconds. */
  readonly timeout: number;
}

const PAGE_SIZE = 100;
/** A tenant with more of anything is not read to its end. */
const MAX_PAGES = 50;

/** Reads from a Management API in Logto's shapes: a tenant's, or the local issuer's. */
export function createManagement(access: ManagementAccess): Management {
  return {
    async one(path) {
      const { status, text } = await ask(access, path);
      return status === 404 ? undefined : (jsonObject(text) ?? wrongShape(path));
    },
    async all(path) {
      const found: Entity[] = [];
      for (let page = 1; page <= MAX_PAGES; page++) {
        const separator = path.includes('?') ? '&' : '?';
        const { status, text } = await ask(access, `${path}${separator}page=${page}&page_size=${PAGE_SIZE}`);
        if (status === 404) return found;
        const list = listOf(text) ?? wrongShape(path);
        found.push(...list);
        if (list.length < PAGE_SIZE) return found;
      }
      return found;
    },
  };
}

async function ask({ endpoint, token, timeout }: ManagementAccess, path: string) {
  try {
    const answer = await boundedFetch(
      `${endpoint}/api${path}`,
      { headers: { authorization: `Bearer ${token}` } },
      { timeout, maxBytes: 16_777_216 },
    );
    if (answer.status === 200 || answer.status === 404) return answer;
    if (answer.status === 401 || answer.status === 403) {
      throw new ManagementFailure(
        'forbidden',
        `The Management API refuses the machine client: ${answer.status}.`,
      );
    }
    throw new ManagementFailure('answer', `The Management API answers ${answer.status}.`);
  } catch (error) {
    if (!(error instanceof FetchFailure)) throw error;
    throw new ManagementFailure(
      'network',
      `The Management API does not answer (${error.code ?? error.kind}).`,
    );
  }
}

function listOf(text: string): readonly Entity[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value)
      ? value.filter((each): each is Entity => typeof each === 'object' && each !== null)
      : undefined;
  } catch {
    return undefined;
  }
}

function wrongShape(path: string): never {
  const [name = ''] = path.slice(1).split(/[/?]/);
  throw new ManagementFailure(
    'answer',
    `The Management API answers for ${name} with something else than expected.`,
  );
}

/** A member that is a text; empty where it is none. */
export function text(entity: Entity | undefined, name: string): string {
  const value = entity !== undefined && Object.hasOwn(entity, name) ? entity[name] : undefined;
  return typeof value === 'string' ? value : '';
}
