import type { CutOff, StandingChanges, StandingStore } from '@acme/token-core/standing';

/** The part of a Durable Object's state that is used here; what the platform gives fits as it is. */
interface ObjectState {
  readonly storage: {
    readonly sql: {
      exec(query: string, ...values: readonly unknown[]): Iterable<Readonly<Record<string, unknown>>>;
    };
  };
}

/** The same of a namespace of Durable Objects: a binding fits as it is. */
export interface ObjectNamespace {
  idFromName(name: string): unknown;
  get(id: unknown): { fetch(address: string, init?: RequestInit): Promise<Response> };
}

/** The cut-offs of an API, in one place for the isolates everywhere. Name the class in `new_sqlite_classes`. */
export class StandingObject {
  readonly #sql: ObjectState['storage']['sql'];
  /** Which storage this is: a cursor of another one says nothing. */
  readonly #mark: string;

  constructor(state: ObjectState) {
    this.#sql = state.storage.sql;
    this.#sql.exec('CREATE TABLE IF NOT EXISTS mark (text TEXT NOT NULL)');
    this.#sql.exec(
      `CREATE TABLE IF NOT EXISTS cut_offs
        (place INTEGER PRIMARY KEY AUTOINCREMENT, fact TEXT NOT NULL UNIQUE, until REAL NOT NULL)`,
    );
    const [mark] = this.#sql.exec('SELECT text FROM mark');
    this.#mark = typeof mark?.['text'] === 'string' ? mark['text'] : crypto.randomUUID();
    if (mark === undefined) this.#sql.exec('INSERT INTO mark VALUES (?)', this.#mark);
  }

  /** `POST /` keeps cut-offs, `GET /?since=…` tells those that came since. */
  async fetch(request: Request): Promise<Response> {
    if (request.method !== 'POST') return Response.json(this.#read(new URL(request.url).searchParams));
    for (const cutOff of (await request.json()) as readonly CutOff[]) this.#keep(cutOff);
    this.#sql.exec('DELETE FROM cut_offs WHERE until < ?', Date.now() / 1000 - 60);
    return new Response(null, { status: 204 });
  }

  #keep({ match, before, origin, until }: CutOff): void {
    const fact = JSON.stringify({ match, before, origin });
    this.#sql.exec(
      `INSERT INTO cut_offs (fact, until) VALUES (?, ?)
        ON CONFLICT (fact) DO UPDATE SET until = max(until, excluded.until)`,
      fact,
      until ?? before + 30 * 86_400,
    );
  }

  #read(query: URLSearchParams): StandingChanges {
    const [mark, place] = (query.get('since') ?? '').split(' ');
    const [last] = this.#sql.exec('SELECT coalesce(max(place), 0) AS place FROM cut_offs');
    const end = Number(last?.['place']);
    const isWhole = mark !== this.#mark || !(Number(place) <= end);
    const rows = this.#sql.exec(
      'SELECT fact, until FROM cut_offs WHERE place > ? AND until >= ?',
      isWhole ? 0 : Number(place),
      Date.now() / 1000,
    );
    return {
      changes: Array.from(rows, ({ fact, until }) => ({
        ...(JSON.parse(String(fact)) as CutOff),
        until: Number(until),
      })),
      cursor: `${this.#mark} ${end}`,
      isWhole,
    };
  }
}

/**
 * A store on that object. Workers have no timers and nothing wakes an isolate, so there is no bell: an isolate hears as often
 * as its standing reads (`readEvery`), while requests come.
 */
export function objectStandingStore(namespace: ObjectNamespace, name = 'standing'): StandingStore {
  async function ask(query: string, init?: RequestInit): Promise<Response> {
    // A stub of its own for each call: one belongs to the request that made it.
    const stub = namespace.get(namespace.idFromName(name));
    const answer = await stub.fetch(`https://standing.invalid/${query}`, init);
    if (!answer.ok) throw new Error(`The object of the cut-offs answered ${answer.status}.`);
    return answer;
  }
  return {
    read: async (since) => {
      const answer = await ask(`?since=${encodeURIComponent(since ?? '')}`);
      return (await answer.json()) as StandingChanges;
    },
    write: async (cutOffs) => {
      await ask('', { method: 'POST', body: JSON.stringify(cutOffs) });
    },
    listen: () => () => undefined,
    close: () => Promise.resolve(),
  };
}
