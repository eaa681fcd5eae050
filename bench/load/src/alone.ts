import { sendRaw } from '@acme/token-testing/wire';
import { type CorpusCase, headerLines } from '@acme/token-attack/corpus';
import type { Effort, LoadedHost } from './host.js';

/** The worst that one request did to a host that had nothing else to do, each with its case. */
export interface AloneReport {
  readonly requests: number;
  readonly faults: number;
  /** Of the first request that the host ever got: it also loads the platform's `fetch`, and gets the keys. */
  readonly cold: Effort;
  /** The longest stall of the event loop; NaN in workerd. What else the machine does is in it. */
  readonly stall: Worst;
  /** The most CPU time: no request can stall a host for longer than it computes. */
  readonly cpu: Worst;
  readonly answer: Worst;
}

export interface Worst {
  readonly milliseconds: number;
  readonly title: string;
}

/** Sends every case of the corpus by itself, also those of a megabyte, and those that no HTTP client would send. */
export async function attackAlone(host: LoadedHost, corpus: readonly CorpusCase[]): Promise<AloneReport> {
  const [first] = corpus;
  if (first === undefined) throw new TypeError('corpus: expected at least one case');
  const { effort: cold } = await sendAlone(host, first);
  let faults = 0;
  const stalls: Worst[] = [];
  const cpus: Worst[] = [];
  const answers: Worst[] = [];
  for (const item of corpus) {
    const { title } = item;
    const { status, effort, milliseconds } = await sendAlone(host, item);
    stalls.push({ title, milliseconds: effort.stall });
    cpus.push({ title, milliseconds: effort.cpu });
    answers.push({ title, milliseconds });
    if (status >= 500) faults++;
  }
  return {
    requests: corpus.length,
    faults,
    cold,
    stall: worstOf(stalls),
    cpu: worstOf(cpus),
    answer: worstOf(answers),
  };
}

interface Sent {
  readonly status: number;
  readonly effort: Effort;
  /** Until the answer was there. */
  readonly milliseconds: number;
}

async function sendAlone(host: LoadedHost, item: CorpusCase): Promise<Sent> {
  const bytes = bytesOf(item);
  await host.begin();
  const startedAt = performance.now();
  // A server may hang up on a head of a megabyte.
  const status = await sendRaw(host.origin, bytes).then(
    (answer) => answer.status,
    () => 0,
  );
  const milliseconds = performance.now() - startedAt;
  return { status, effort: await host.end(), milliseconds };
}

function bytesOf(item: CorpusCase): Uint8Array {
  const { token, request, requirement } = item;
  const path = (request?.path ?? (requirement === undefined ? '/me' : '/products')).replaceAll(
    '{token}',
    () => token,
  );
  const lines = [
    `${request?.method ?? 'GET'} ${path} HTTP/1.1`,
    'Host: api.example.com',
    'Connection: close',
    ...headerLines(item),
  ];
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
}

function worstOf(all: readonly Worst[]): Worst {
  const nobody: Worst = { title: '', milliseconds: Number.NaN };
  return all.reduce(
    (worst, item) => (item.milliseconds <= worst.milliseconds ? worst : item),
    all[0] ?? nobody,
  );
}
