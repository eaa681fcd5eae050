/**
 * Shortens the deadlines that tests would wait for: one of a second or more is counted in turns of the event loop,
 * fifty to the second. Client and server share that loop, so a busy machine makes no good answer late, and a server
 * that hangs costs a fraction of the time. Shorter deadlines stay real: there the clock on the wall is the point.
 */
const { setImmediate, setTimeout } = globalThis;
const real = AbortSignal.timeout.bind(AbortSignal);

const SHORTEST = 1000;
const PER_TURN = 20;

interface Deadline {
  readonly turn: number;
  readonly controller: AbortController;
}

const deadlines = new Set<Deadline>();
let turns = 0;
let works = 0;

/** Waits for work that is the test's own, on another thread perhaps: it takes no turn of any deadline. */
export async function aside<T>(work: Promise<T>): Promise<T> {
  works += 1;
  try {
    return await work;
  } finally {
    works -= 1;
  }
}

AbortSignal.timeout = (milliseconds) => {
  if (milliseconds < SHORTEST) return real(milliseconds);
  const controller = new AbortController();
  if (deadlines.size === 0) setTimeout(turn, 1).unref();
  deadlines.add({ turn: turns + milliseconds / PER_TURN, controller });
  return controller.signal;
};

function turn(): void {
  if (works === 0) turns += 1;
  for (const deadline of deadlines) {
    if (deadline.turn > turns) continue;
    deadlines.delete(deadline);
    // Each by itself, in the order they were set, as the platform's own are.
    setImmediate(() =>
      deadline.controller.abort(new DOMException('The operation timed out.', 'TimeoutError')),
    );
  }
  if (deadlines.size > 0) setTimeout(turn, 1).unref();
}
