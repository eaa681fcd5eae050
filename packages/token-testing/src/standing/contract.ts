import type { CutOff, CutOffMatch, StandingStore } from '@acme/token-core/standing';
import { strict as assert } from 'node:assert';

/** A place that is empty: a key prefix of its own, a database of its own. */
export interface StandingStorePlace {
  /** Opens it from one more machine. */
  open(): StandingStore | Promise<StandingStore>;
  /** Called when a case is over; the stores are closed already. */
  close?(): Promise<void> | void;
}

type Run = (machine: () => Promise<StandingStore>) => Promise<void>;

/** So long a bell may take, in milliseconds: rule 30 promises every machine within the time of a second. */
const BELL = 1000;

/**
 * Declares what a store of cut-offs has to hold, as tests of any runner.
 *
 * @param it - The runner's: it is given a title, and a function that rejects where the store falls short.
 * @param place - Makes a new, empty place for each case.
 * @example
 * standingStoreContract(it, () => {
 *   const store = memoryStore();
 *   return { open: () => store };
 * });
 */
export function standingStoreContract(
  it: (title: string, run: () => Promise<void>) => unknown,
  place: () => StandingStorePlace | Promise<StandingStorePlace>,
): void {
  for (const [title, run] of CASES) {
    it(`the standing store contract: ${title}`, async () => {
      const here = await place();
      const opened = new Set<StandingStore>();
      try {
        await run(async () => {
          const store = await here.open();
          opened.add(store);
          return store;
        });
      } finally {
        await Promise.all([...opened].map((store) => store.close()));
        await here.close?.();
      }
    });
  }
}

const CASES: readonly (readonly [title: string, run: Run])[] = [
  [
    'an empty one has nothing to say',
    async (machine) => {
      assert.deepEqual(await heldIn(await machine()), []);
    },
  ],
  [
    'what was written is read, member by member',
    async (machine) => {
      const store = await machine();
      const written = MATCHES.map((match, index) => cutOff(match, { before: now() - index }));
      await store.write(written);
      assert.deepEqual(textsOf(await heldIn(store)), textsOf(written));
    },
  ],
  [
    'another machine reads it, also one that comes later',
    async (machine) => {
      const [one, other] = [await machine(), await machine()];
      const written = [cutOff({ sub: 'a' }), cutOff({ session: 'b' }, { origin: 'here' })];
      await one.write(written);
      assert.deepEqual(textsOf(await heldIn(other)), textsOf(written));
      assert.deepEqual(textsOf(await heldIn(await machine())), textsOf(written));
    },
  ],
  [
    'names come back as they were, letter by letter',
    async (machine) => {
      const store = await machine();
      const names = [
        'é😀',
        'a"b\\c',
        'a\nb\u0000c',
        ' a ',
        '__proto__',
        '{"sub":1}',
        'a:b*?[c]',
        'x'.repeat(2048),
      ];
      const written = names.map((sub) => cutOff({ sub }));
      await store.write(written);
      assert.deepEqual(textsOf(await heldIn(store)), textsOf(written));
    },
  ],
  [
    'of the same match the latest moment counts, whichever was written last',
    async (machine) => {
      const store = await machine();
      await store.write([cutOff({ sub: 'a' }, { before: now() - 5 })]);
      await store.write([cutOff({ sub: 'a' }, { before: now() - 9 })]);
      await store.write([cutOff({ sub: 'a' }, { before: now() - 5 })]);
      const moments = (await heldIn(store)).map(({ before }) => before);
      assert.equal(Math.max(...moments), Math.max(...moments, now() - 7), 'the latest is not there');
      assert.ok(moments.length <= 3);
    },
  ],
  [
    'what has ended is not told any more',
    async (machine) => {
      const store = await machine();
      await store.write([cutOff({ sub: 'over' }, { before: 1000, until: 2000 }), cutOff({ sub: 'a' })]);
      assert.deepEqual(
        (await heldIn(store)).map(({ match }) => match),
        [{ sub: 'a' }],
      );
    },
  ],
  [
    'the bell rings on another machine within a second, and what was written is there',
    async (machine) => {
      const [one, other] = [await machine(), await machine()];
      const rung = bellOf(other);
      await other.read();
      await one.write([cutOff({ sub: 'a' })]);
      await rung.within(BELL);
      assert.equal((await heldIn(other)).length, 1);
      rung.stop();
    },
  ],
  [
    'a bell that was stopped is silent, and others ring on',
    async (machine) => {
      const [one, other] = [await machine(), await machine()];
      const [stopped, on] = [bellOf(other), bellOf(other)];
      await other.read();
      stopped.stop();
      stopped.stop();
      await one.write([cutOff({ sub: 'a' })]);
      await on.within(BELL);
      assert.equal(stopped.count, 0);
      on.stop();
    },
  ],
  [
    'after the cursor of the last answer comes everything that was written since',
    async (machine) => {
      const [one, other] = [await machine(), await machine()];
      await one.write([cutOff({ sub: 'a' })]);
      const first = await other.read();
      if (!('changes' in first)) return;
      assert.equal(first.isWhole, true, 'the first answer is whole');
      // Older than what was told: when it came counts, and not its moment.
      await one.write([
        cutOff({ sub: 'b' }, { before: now() - 100 }),
        cutOff({ sub: 'a' }, { before: now() + 1 }),
      ]);
      const next = await other.read(first.cursor);
      const changes = 'changes' in next ? next.changes : next;
      for (const sub of ['a', 'b']) assert.ok(changes.some(({ match }) => match.sub === sub));
      const whole = await other.read('a cursor that nobody gave');
      assert.ok(!('changes' in whole) || whole.isWhole, 'an unknown cursor is answered by everything');
    },
  ],
  [
    'none is lost where several machines write at once',
    async (machine) => {
      const machines = await Promise.all([machine(), machine(), machine()]);
      const writes = machines.flatMap((store, index) =>
        Array.from({ length: 20 }, (_, turn) => store.write([cutOff({ jti: `${index}-${turn}` })])),
      );
      await Promise.all(writes);
      for (const store of machines) assert.equal((await heldIn(store)).length, 60);
    },
  ],
  [
    'takes none, and thousands, at once',
    async (machine) => {
      const store = await machine();
      await store.write([]);
      await store.write(Array.from({ length: 5000 }, (_, index) => cutOff({ jti: `token-${index}` })));
      assert.equal((await heldIn(store)).length, 5000);
    },
  ],
  [
    'closing one machine leaves the others, and may be done twice',
    async (machine) => {
      const [one, other] = [await machine(), await machine()];
      await one.write([cutOff({ sub: 'a' })]);
      await one.close();
      await one.close();
      assert.equal((await heldIn(other)).length, 1);
    },
  ],
];

/** Every member, and some of them together. */
const MATCHES: readonly CutOffMatch[] = [
  { everyone: true },
  { sub: 'a' },
  { client: 'a' },
  { organization: 'a' },
  { role: 'a' },
  { grant: 'a' },
  { session: 'a' },
  { jti: 'a' },
  { sub: 'a', organization: 'b' },
  { sub: 'b', client: 'a', session: 'c' },
];

function now(): number {
  return Math.floor(Date.now() / 1000);
}

function cutOff(match: CutOffMatch, members: Partial<CutOff> = {}): CutOff {
  const before = members.before ?? now();
  return { match, before, origin: 'server', until: before + 3600, ...members };
}

async function heldIn(store: StandingStore): Promise<readonly CutOff[]> {
  const answer = await store.read();
  return 'changes' in answer ? answer.changes : answer;
}

/** In an order of its own, and without what a store may add or leave out. */
function textsOf(cutOffs: readonly CutOff[]): readonly string[] {
  return cutOffs
    .map(({ match, before, origin }) =>
      JSON.stringify([
        Object.entries(match).toSorted(([one], [other]) => (one < other ? -1 : 1)),
        before,
        origin,
      ]),
    )
    .toSorted();
}

interface Bell {
  readonly count: number;
  /** Rejects when it has not rung by then. Milliseconds. */
  within(limit: number): Promise<void>;
  stop(): void;
}

function bellOf(store: StandingStore): Bell {
  let count = 0;
  const rung = new AbortController();
  const stop = store.listen(() => {
    count += 1;
    rung.abort();
  });
  return {
    get count() {
      return count;
    },
    async within(limit) {
      const { signal } = rung;
      const end = AbortSignal.any([signal, AbortSignal.timeout(limit)]);
      if (!end.aborted) await new Promise((resolve) => end.addEventListener('abort', resolve));
      assert.ok(signal.aborted, `the bell did not ring within ${limit} ms`);
    },
    stop,
  };
}
