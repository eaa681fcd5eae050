import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** How long a child may take for anything, in milliseconds: a million tokens take three minutes on two cores. */
const PATIENCE = 900_000;

/** A process of this app that is asked and answers, one question at a time. */
export class Child {
  readonly #process: ChildProcess;

  private constructor(process: ChildProcess) {
    this.#process = process;
  }

  /**
   * Starts a child by the name of its file, and waits for its first message.
   *
   * @param file - Beside this one; or the address of a file that speaks like one of them.
   * @param argument - What it finds, as JSON, as its first argument.
   * @param flags - For Node.js itself.
   */
  static async start(
    file: string | URL,
    argument?: unknown,
    flags: readonly string[] = [],
  ): Promise<{ readonly child: Child; readonly first: unknown }> {
    const path = fileURLToPath(typeof file === 'string' ? new URL(`./${file}.js`, import.meta.url) : file);
    const args = argument === undefined ? [] : [JSON.stringify(argument)];
    const child = new Child(
      fork(path, args, { execArgv: [...flags], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] }),
    );
    return { child, first: await child.#next() };
  }

  /** Tells it something that has no answer. */
  tell(message: object): void {
    this.#process.send(message);
  }

  /** Asks it, and waits for the answer. */
  async ask(message: object | string): Promise<unknown> {
    const answer = this.#next();
    this.#process.send(message);
    return answer;
  }

  /** Ends it, whatever it is doing. */
  async end(): Promise<void> {
    if (this.#process.exitCode !== null) return;
    const exit = once(this.#process, 'exit');
    this.#process.kill();
    await exit;
  }

  async #next(): Promise<unknown> {
    const done = new AbortController();
    const signal = AbortSignal.any([done.signal, AbortSignal.timeout(PATIENCE)]);
    try {
      const [answer] = (await Promise.race([
        once(this.#process, 'message', { signal }),
        once(this.#process, 'exit', { signal }).then(([code]) => {
          throw new Error(`A process of the benchmark ended with ${String(code)}.`);
        }),
      ])) as unknown[];
      return answer;
    } finally {
      done.abort();
    }
  }
}
