// The clients of the mixed load and their issuer, whose keys rotate and whose endpoint fails for a while in the middle.
import autocannon from 'autocannon';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { MixedFire, MixedPlan, MixedResult, MixedStart } from '../mixed/contract.js';
import { type MixedRequest, mixedRequests } from '../mixed/tokens.js';
import { createAuthority, RESOURCE } from '../tokens/authority.js';

const CONNECTIONS = 64;
const ALGORITHM = 'RS256';
/** How many requests the compiler gets to see. */
const WARM_UP = 48 * CONNECTIONS;
/** What happens after which part of the requests. */
const ROTATES_AT = 1 / 3;
const FAILS_FROM = 1 / 2;
const FAILS_UNTIL = 2 / 3;

const { requests: count } = JSON.parse(process.argv[2] ?? '') as MixedPlan;
process.on('disconnect', () => process.exit());

let progress = 0;
/** Of the connection that is ahead of all others: no token comes before its key is published. */
let furthest = 0;
const server = createServer((_request, response) => {
  const isFailing = progress >= FAILS_FROM && progress < FAILS_UNTIL;
  const keys = furthest >= ROTATES_AT ? [before.publicKey.jwk, after.publicKey.jwk] : [before.publicKey.jwk];
  response
    .writeHead(isFailing ? 500 : 200, { 'content-type': 'application/json' })
    .end(JSON.stringify(isFailing ? {} : { keys }));
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}/oidc`;
const before = await createAuthority(ALGORITHM, issuer);
const after = await createAuthority(ALGORITHM, issuer);
const planned = mixedRequests(before, after, count - (count % CONNECTIONS));
const warmUp = mixedRequests(before, before, WARM_UP);

process.on('message', (message: MixedFire) => {
  void fire(message).then((result) => process.send?.(result));
});
const { jwks, pem } = before.publicKey;
const started: MixedStart = {
  trust: { algorithm: ALGORITHM, issuer, resource: RESOURCE, jwksUri: `${issuer}/jwks`, jwks, pem },
};
process.send?.(started);

async function fire({ url, isWarmUp }: MixedFire): Promise<MixedResult> {
  const all = isWarmUp ? warmUp : planned;
  progress = 0;
  furthest = 0;
  let client = 0;
  const seen = { refused: 0, letIn: 0, faults: 0 };
  const times: number[] = [];
  const note = ({ isGood }: MixedRequest, status: number): void => {
    if (status >= 500) seen.faults++;
    else if (isGood && status !== 200) seen.refused++;
    else if (!isGood && status === 200) seen.letIn++;
  };
  const result = await autocannon({
    url,
    connections: CONNECTIONS,
    amount: all.length,
    timeout: 10,
    setupClient: (each) => {
      const own = client++;
      const mine = all.filter((_, index) => index % CONNECTIONS === own);
      each.setRequests(
        mine.map((request, index) => ({
          method: 'GET',
          headers: { accept: 'application/json', authorization: request.authorization },
          onResponse: (status: number) => {
            if (!isWarmUp) furthest = Math.max(furthest, index / mine.length);
            note(request, status);
          },
        })),
      );
      each.on('response', (_status: number, _bytes: number, milliseconds: number) => {
        times.push(milliseconds);
        if (!isWarmUp) progress = times.length / all.length;
      });
    },
  });
  times.sort((a, b) => a - b);
  return {
    requests: times.length,
    seconds: (result.finish.getTime() - result.start.getTime()) / 1000,
    p50: times[Math.floor(times.length * 0.5)] ?? Number.NaN,
    p99: times[Math.floor(times.length * 0.99)] ?? Number.NaN,
    ...seen,
    faults: seen.faults + result.errors + result.timeouts,
  };
}
