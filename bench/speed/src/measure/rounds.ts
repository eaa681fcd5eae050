/** Something whose time is taken. */
export interface Subject {
  readonly name: string;
  /** Does the work once. `index` counts up, so that a subject can take another token each time. */
  readonly run: (index: number) => unknown;
  /** How many calls it has behind it before its time is taken: all that a cache has to see. Default 0. */
  readonly callsBefore?: number;
}

/** Nanoseconds per call, one figure a round. */
export interface Timing {
  readonly name: string;
  readonly nanoseconds: readonly number[];
}

/** The same with the CPU time of all threads of the process. */
export interface CpuTiming extends Timing {
  readonly cpuNanoseconds: readonly number[];
}

/** How long and how often. */
export interface Plan {
  readonly rounds: number;
  /** How long a subject works in one round. */
  readonly milliseconds: number;
  /** How many calls are under way at once. Default 1. */
  readonly inFlight?: number;
}

interface Lane {
  readonly subject: Subject;
  /** How many calls fill one round. */
  readonly count: number;
  readonly nanoseconds: number[];
  readonly cpuNanoseconds: number[];
  next: number;
}

/**
 * Takes the time of each subject in every round, in turn and each time starting with another one, so that drift
 * and neighbours hit all alike.
 */
export async function measureRounds(subjects: readonly Subject[], plan: Plan): Promise<readonly CpuTiming[]> {
  const { rounds, inFlight = 1 } = plan;
  const lanes: Lane[] = [];
  for (const subject of subjects) lanes.push(await warmUp(subject, plan));
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < lanes.length; turn++) {
      const lane = lanes[(round + turn) % lanes.length];
      if (lane === undefined) continue;
      const before = process.cpuUsage();
      lane.nanoseconds.push(await timeCalls(lane.subject, lane.next, lane.count, inFlight));
      const { user, system } = process.cpuUsage(before);
      lane.cpuNanoseconds.push(((user + system) * 1000) / lane.count);
      lane.next += lane.count;
    }
  }
  return lanes.map(({ subject, nanoseconds, cpuNanoseconds }) => ({
    name: subject.name,
    nanoseconds,
    cpuNanoseconds,
  }));
}

/** Has the compiler look at the work, and finds out how many calls fill a round. */
async function warmUp(subject: Subject, { milliseconds, inFlight = 1 }: Plan): Promise<Lane> {
  const { callsBefore = 0 } = subject;
  await callInTurn(subject.run, 0, callsBefore);
  let next = callsBefore;
  let count = inFlight;
  for (;;) {
    const elapsed = (await timeCalls(subject, next, count, inFlight)) * count;
    next += count;
    const wanted = milliseconds * 1e6;
    if (elapsed >= wanted / 2) {
      return {
        subject,
        count: Math.max(inFlight, Math.round((count * wanted) / elapsed)),
        nanoseconds: [],
        cpuNanoseconds: [],
        next,
      };
    }
    count = Math.min(count * 4, Math.ceil((count * wanted) / Math.max(elapsed, 1)));
  }
}

/** Nanoseconds per call over `count` calls. */
async function timeCalls({ run }: Subject, first: number, count: number, inFlight: number): Promise<number> {
  const started = process.hrtime.bigint();
  if (inFlight === 1) {
    await callInTurn(run, first, first + count);
  } else {
    let next = first;
    const lane = async (): Promise<void> => {
      while (next < first + count) await run(next++);
    };
    await Promise.all(Array.from({ length: inFlight }, lane));
  }
  return Number(process.hrtime.bigint() - started) / count;
}

/** A synchronous subject is not made to wait for a promise that it does not need. */
async function callInTurn(run: Subject['run'], first: number, end: number): Promise<void> {
  for (let index = first; index < end; index++) {
    const result = run(index);
    if (result instanceof Promise) await result;
  }
}
