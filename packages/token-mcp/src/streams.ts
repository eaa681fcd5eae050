/** Seconds between two looks at whether a stream may go on: at most, and at least. */
const RARELY = 60;
const OFTEN = 1;

/**
 * Whether the answer is a stream that ends when somebody ends it, and not with what was asked for: it would outlive the token.
 * The stream of a call ends with the call, and to cut it would lose the result of what was done.
 */
export function isEndless(request: Request, body: unknown, response: Response): boolean {
  if (!/^text\/event-stream\b/i.test(response.headers.get('content-type') ?? '')) return false;
  return request.method === 'GET' || (Array.isArray(body) ? body : [body]).some(listens);
}

function listens(message: unknown): boolean {
  return (message as { method?: unknown } | null | undefined)?.method === 'subscriptions/listen';
}

/**
 * The same answer, which ends when its token does. Nothing is handed on without a look, so that no event comes after it; between
 * two events there is a look each minute, and one at the end of the token.
 *
 * @param expiresAt - When the token ends.
 * @param mayGoOn - Judges the token once more.
 */
export function endWithToken(response: Response, expiresAt: Date, mayGoOn: () => Promise<boolean>): Response {
  if (response.body === null) return response;
  const reader: ReadableStreamDefaultReader<Uint8Array> = response.body.getReader();
  let timer: ReturnType<typeof setTimeout> | undefined;

  const lookLater = (): void => {
    const left = (expiresAt.getTime() - Date.now()) / 1000;
    timer = setTimeout(() => void look(), Math.min(Math.max(left, OFTEN), RARELY) * 1000);
    // A number where it is not Node.js.
    (timer as { unref?: () => void }).unref?.();
  };
  const end = async (reason?: unknown): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    // What the server does when nobody listens any longer is its own; it may fail.
    await reader.cancel(reason).catch(() => undefined);
  };
  const look = async (): Promise<void> => {
    const goesOn = await mayGoOn();
    // It may have ended meanwhile.
    if (timer === undefined) return;
    if (goesOn) lookLater();
    else await end();
  };

  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const chunk = await reader.read();
          if (!chunk.done && (await mayGoOn())) return controller.enqueue(chunk.value);
          controller.close();
        } catch (error) {
          controller.error(error);
        }
        await end();
      },
      cancel: end,
    },
    // Nothing waits in a queue, where its look would grow old.
    { highWaterMark: 0 },
  );
  lookLater();
  const { status, statusText, headers } = response;
  return new Response(body, { status, statusText, headers });
}
