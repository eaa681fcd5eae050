import { UsageError } from './usage-error.js';

/** No token and no cURL line is longer, in bytes. */
const LONGEST = 1_048_576;

/**
 * Reads standard input to its end, as text.
 *
 * @param timeout - How long a pipe may stay silent, in milliseconds. A person at a terminal has as long as he wants.
 * @throws UsageError when it is empty, too long, silent or no text. The message holds nothing of it.
 */
export async function readStandardInput(timeout: number): Promise<string> {
  const { stdin } = process;
  const bytes = await collect(stdin, stdin.isTTY ? undefined : timeout);
  const text = decode(bytes).trim();
  if (text === '')
    throw new UsageError('Nothing came on standard input. Send a token: pbpaste | token-doctor.');
  return text;
}

function collect(stdin: NodeJS.ReadStream, timeout: number | undefined): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = [];
    let size = 0;
    const end = (settle: () => void): void => {
      clearTimeout(timer);
      // Nothing more is read, so that an endless pipe ends with us.
      stdin.removeAllListeners('data').destroy();
      settle();
    };
    const fail = (message: string): void => end(() => reject(new UsageError(message)));
    const timer =
      timeout === undefined
        ? undefined
        : setTimeout(() => fail('Standard input was silent, and did not end.'), timeout);
    stdin.on('data', (chunk: Uint8Array) => {
      chunks.push(chunk);
      size += chunk.byteLength;
      if (size > LONGEST) fail('Standard input holds more than 1 MiB: no token is that long.');
    });
    stdin.on('end', () => end(() => resolve(Buffer.concat(chunks))));
    stdin.on('error', () => fail('Standard input cannot be read.'));
  });
}

/** UTF-8; or UTF-16 with its mark, as PowerShell pipes and files have it. */
function decode(bytes: Uint8Array): string {
  const isWide = bytes[0] === 0xff && bytes[1] === 0xfe;
  try {
    return new TextDecoder(isWide ? 'utf-16le' : 'utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new UsageError('Standard input is no text: a token is letters, digits and dots.');
  }
}
