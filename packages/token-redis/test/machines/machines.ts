import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { CutOffMatch, StandingEvent, StandingOptions, StandingState } from '@acme/token-core/standing';
import type { TestIssuer } from '@acme/token-testing';

const PROGRAM = fileURLToPath(new URL('machine.mjs', import.meta.url));

/** A process of its own, which stands for a machine. */
export interface Machine {
  /** The status of an answer, with the reason where it was refused. */
  ask(token: string): Promise<string>;
  /** Whether Redis took it. */
  revoke(match: CutOffMatch): Promise<boolean>;
  /** The types of the events so far, in their order. */
  events(): Promise<readonly StandingEvent['type'][]>;
  state(): Promise<StandingState & { readonly memory: number }>;
  /** Closes the standing and the server, and gives the exit code of the process, which has to end by itself. */
  close(): Promise<number | null>;
  /** Ends it as a crash does. */
  kill(): Promise<void>;
}

export type MachineOptions = Partial<Pick<StandingOptions, 'whenUnknown' | 'maxStaleness' | 'readEvery'>>;

export async function startMachine(
  issuer: TestIssuer,
  redis: string,
  standing: MachineOptions,
): Promise<Machine> {
  const settings = { issuer: issuer.issuer, resource: issuer.resource, jwks: issuer.jwks(), redis, standing };
  const child = spawn(process.execPath, [PROGRAM, JSON.stringify(settings)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit') as Promise<[number | null]>;
  const url = `http://127.0.0.1:${await firstLine(child)}`;

  async function act(action: string, body?: unknown): Promise<unknown> {
    const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
    return (await fetch(`${url}/${action}`, init)).json();
  }

  return {
    ask: async (token) => {
      const answer = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
      const { reason } = (await answer.json()) as { reason?: string };
      return reason === undefined ? `${answer.status}` : `${answer.status} ${reason}`;
    },
    revoke: async (match) => ((await act('revoke', match)) as { isWritten: boolean }).isWritten,
    events: async () => ((await act('events')) as readonly StandingEvent[]).map(({ type }) => type),
    state: async () => (await act('state')) as StandingState & { memory: number },
    close: async () => {
      if (child.exitCode === null && child.signalCode === null) await act('close');
      return (await ended)[0];
    },
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

async function firstLine(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('the machine says nothing');
  for await (const line of createInterface({ input: child.stdout })) return line;
  throw new Error('the machine did not start');
}
