import { createId } from '../access/ids.js';
import type { Delivered } from './delivery.js';

/** How many deliveries are remembered of each hook. */
const REMEMBERED = 100;
const DAY = 86_400_000;

/** A delivery, as Logto's log tells of it. */
export interface LogEntry {
  readonly id: string;
  readonly key: string;
  readonly payload: Readonly<Record<string, unknown>>;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

/** A delivery, among those of all hooks. */
export interface NumberedEntry {
  /** Greater than that of every delivery before it. */
  readonly number: number;
  readonly hookId: string;
  readonly entry: LogEntry;
}

/** How many deliveries there were in the last 24 hours. */
export interface ExecutionStats {
  readonly successCount: number;
  readonly requestCount: number;
}

/** The last deliveries of each hook, in memory. */
export class HookLog {
  readonly #entries = new Map<string, LogEntry[]>();
  /** Of all hooks, the newest first. */
  #all: readonly NumberedEntry[] = [];
  #last = 0;
  readonly #now: () => number;

  /** @param now - Milliseconds since the epoch. */
  constructor(now: () => number) {
    this.#now = now;
  }

  add(hookId: string, body: Readonly<Record<string, unknown>>, { response, error }: Delivered): void {
    const key = `TriggerHook.${String(body['event'])}`;
    const payload = {
      key,
      result: error === undefined ? 'Success' : 'Error',
      ...(error === undefined ? {} : { error }),
      hookId,
      ...(response === undefined ? {} : { response }),
      hookRequest: { body },
    };
    const entry = { id: createId(), key, payload, createdAt: this.#now() };
    this.#entries.set(hookId, [entry, ...this.of(hookId)].slice(0, REMEMBERED));
    this.#last += 1;
    this.#all = [{ number: this.#last, hookId, entry }, ...this.#all].slice(0, REMEMBERED);
  }

  /** Those of all hooks that came after the one by this number, the newest first. */
  after(number: number): readonly NumberedEntry[] {
    return this.#all.filter((each) => each.number > number);
  }

  /** The newest first. */
  of(hookId: string): readonly LogEntry[] {
    return this.#entries.get(hookId) ?? [];
  }

  stats(hookId: string): ExecutionStats {
    const since = this.#now() - DAY;
    const entries = this.of(hookId).filter(({ createdAt }) => createdAt > since);
    const successes = entries.filter(({ payload }) => payload['result'] === 'Success');
    return { successCount: successes.length, requestCount: entries.length };
  }

  forget(hookId: string): void {
    this.#entries.delete(hookId);
    this.#all = this.#all.filter((each) => each.hookId !== hookId);
  }
}
