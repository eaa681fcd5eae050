import { createId } from '../access/ids.js';
import type { Storage } from '../storage/storage.js';
import { createDeliver } from './delivery.js';
import type { Deliver, Delivered, HookConfig } from './delivery.js';
import type { Happening, HookEvent } from './events.js';
import { HookLog } from './log.js';
import type { ExecutionStats, LogEntry, NumberedEntry } from './log.js';
import { testPayload } from './test-payload.js';

export const HOOKS = 'hooks';

/** A receiver of events. */
export interface Hook {
  readonly id: string;
  readonly name: string;
  /** The one event of a hook of former times; null where there are `events`. */
  readonly event: HookEvent | null;
  readonly events: readonly HookEvent[];
  readonly config: HookConfig;
  readonly signingKey: string;
  readonly enabled: boolean;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

/** What can be said of a hook. */
export type HookChanges = Partial<Omit<Hook, 'id' | 'createdAt'>>;

/** The hooks, and what is sent to them. */
export interface Hooks {
  all(): readonly Hook[];
  get(id: string): Hook | undefined;
  add(hook: Omit<Hook, 'id' | 'createdAt'>): Hook;
  /** @returns undefined when there is no such hook. */
  change(id: string, changes: HookChanges): Hook | undefined;
  /** @returns whether there was one. */
  remove(id: string): boolean;
  /** Tells every hook that wants to know, each once and in this order. Nobody waits for it. */
  tell(happenings: readonly Happening[]): void;
  /** Sends made-up data, signed with the hook's own key, wherever it is told to. */
  test(hook: Hook, event: HookEvent, config: HookConfig): Promise<Delivered>;
  recent(id: string): readonly LogEntry[];
  /** The deliveries of all hooks after the one by this number, the newest first. */
  sentAfter(number: number): readonly NumberedEntry[];
  stats(id: string): ExecutionStats;
  /** Ends deliveries that are under way. */
  close(): void;
}

/** What hooks are made of. */
export interface HookParts {
  readonly storage: Storage;
  /** Hosts beside loopback that may be sent to. */
  readonly hosts: readonly string[];
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** The hooks that the storage keeps. */
export function createHooks({ storage, hosts, now }: HookParts): Hooks {
  const ended = new AbortController();
  const deliver: Deliver = createDeliver(hosts, ended.signal);
  const log = new HookLog(now);
  const stored = storage.setting(HOOKS);
  let hooks: ReadonlyMap<string, Hook> = new Map(
    (stored === undefined ? [] : (JSON.parse(stored) as Hook[])).map((hook) => [hook.id, hook]),
  );

  function put(hook: Hook): Hook {
    keep(new Map(hooks).set(hook.id, hook));
    return hook;
  }

  /** Written before it counts: a change that could not be kept was refused. */
  function keep(changed: ReadonlyMap<string, Hook>): void {
    storage.setSetting(HOOKS, JSON.stringify([...changed.values()]));
    hooks = changed;
  }

  async function send(hook: Hook, payloads: readonly Readonly<Record<string, unknown>>[]): Promise<void> {
    for (const payload of payloads) {
      log.add(hook.id, payload, await deliver(hook.config, hook.signingKey, payload));
    }
  }

  return {
    all: () => [...hooks.values()],
    get: (id) => hooks.get(id),
    add: (hook) => put({ ...hook, id: createId(), createdAt: now() }),
    change(id, changes) {
      const hook = hooks.get(id);
      return hook === undefined ? undefined : put({ ...hook, ...changes });
    },
    remove(id) {
      const rest = new Map(hooks);
      const existed = rest.delete(id);
      keep(rest);
      log.forget(id);
      return existed;
    },
    tell(happenings) {
      if (ended.signal.aborted) return;
      const createdAt = new Date(now()).toISOString();
      for (const hook of hooks.values()) {
        if (!hook.enabled) continue;
        const payloads = happenings
          .filter(({ event }) => wants(hook, event))
          .map(({ event, members }) => ({ event, createdAt, ...members, hookId: hook.id }));
        void send(hook, payloads);
      }
    },
    test: (hook, event, config) => deliver(config, hook.signingKey, testPayload(hook.id, event, now())),
    recent: (id) => log.of(id),
    sentAfter: (number) => log.after(number),
    stats: (id) => log.stats(id),
    close() {
      ended.abort();
    },
  };
}

function wants({ event, events }: Hook, happened: HookEvent): boolean {
  return events.length > 0 ? events.includes(happened) : event === happened;
}
