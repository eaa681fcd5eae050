/** What the inspector of workerd is asked for. */
export interface Inspector {
  /** What is left on the heap and in buffers when garbage has been collected, in bytes. */
  heapAfterCollection(): Promise<number>;
  close(): void;
}

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: { readonly context?: { readonly id: number } };
  readonly result?: unknown;
}

/** `Runtime.getHeapUsage` of the Chrome DevTools Protocol. */
interface HeapUsage {
  readonly usedSize: number;
  readonly embedderHeapUsedSize: number;
  readonly backingStorageSize: number;
}

const PATIENCE = 10_000;

/** Connects to the inspector at this address. */
export async function inspect(address: string): Promise<Inspector> {
  const socket = new WebSocket(address);
  const waiting = new Map<number, (result: unknown) => void>();
  let lastId = 0;
  let contextId = 0;
  socket.addEventListener('message', ({ data }) => {
    const { id, method, params, result } = JSON.parse(String(data)) as Message;
    if (method === 'Runtime.executionContextCreated') contextId = params?.context?.id ?? 0;
    if (id === undefined) return;
    waiting.get(id)?.(result);
    waiting.delete(id);
  });
  const call = (method: string, params: object = {}): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const id = ++lastId;
      const timer = setTimeout(() => reject(new Error(`${method}: no answer`)), PATIENCE);
      waiting.set(id, (result) => {
        clearTimeout(timer);
        resolve(result);
      });
      socket.send(JSON.stringify({ id, method, params }));
    });
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener('open', () => resolve());
    socket.addEventListener('error', () => reject(new Error(`${address}: no connection`)));
  });
  await call('Runtime.enable');
  return {
    async heapAfterCollection() {
      // workerd leaves HeapProfiler.collectGarbage unanswered; --expose-gc gives the same to a script.
      await call('Runtime.evaluate', { expression: 'gc()', contextId });
      const usage = (await call('Runtime.getHeapUsage')) as HeapUsage;
      return usage.usedSize + usage.embedderHeapUsedSize + usage.backingStorageSize;
    },
    close: () => socket.close(),
  };
}
