// The clients, in a process of their own: they ask as fast as answers come, with the same tokens in turn.
import autocannon from 'autocannon';
import type { LoadReply, LoadRequest } from '../http/contract.js';

let tokens: readonly string[] = [];

process.on('message', (message: LoadRequest) => {
  if (message.type === 'tokens') tokens = message.tokens;
  else void fire(message);
});
process.on('disconnect', () => process.exit());
process.send?.('ready');

async function fire({ url, connections, until }: Extract<LoadRequest, { type: 'fire' }>): Promise<void> {
  let client = 0;
  const result = await autocannon({
    url,
    connections,
    ...('seconds' in until ? { duration: until.seconds } : { amount: until.requests }),
    timeout: 5,
    // How often it looks whether the time is over, in milliseconds.
    sampleInt: 50,
    // Every connection takes turns with tokens of its own.
    setupClient: (each) => each.setRequests(requestsOf(client++, connections)),
  });
  const reply: LoadReply = {
    requests: result.requests.total,
    // Its `duration` is rounded to hundredths, which is much for a short round.
    seconds: (result.finish.getTime() - result.start.getTime()) / 1000,
    failures: result.non2xx + result.errors + result.timeouts,
  };
  process.send?.(reply);
}

function requestsOf(client: number, connections: number): autocannon.Request[] {
  return tokens
    .filter((_, index) => index % connections === client)
    .map((token) => ({
      method: 'GET',
      headers: { accept: 'application/json', authorization: `Bearer ${token}` },
    }));
}
