import { comparableCases } from './cases.js';
import { judge, type Peer, type Verdict } from './peer.js';
import { awsJwtVerify } from './peers/aws-jwt-verify.js';
import { core } from './peers/core.js';
import { expressOauth2 } from './peers/express-oauth2.js';
import { fastJwt } from './peers/fast-jwt.js';
import { hono } from './peers/hono.js';
import { jose } from './peers/jose.js';
import { jsonwebtoken } from './peers/jsonwebtoken.js';
import { passportJwt } from './peers/passport-jwt.js';
import { printTable, type Row } from './table.js';

const settings = { issuer: 'https://issuer.test/oidc', resource: 'https://api.example.com' };
const corpus = await comparableCases(settings);
const served = await expressOauth2(settings);
const peers: readonly Peer[] = [
  core(settings),
  jose(settings),
  fastJwt(settings),
  jsonwebtoken(settings),
  passportJwt(settings),
  awsJwtVerify(settings),
  hono(settings),
  served,
];
const isVerbose = process.argv.includes('--verbose');

const rows: Row[] = [];
for (const peer of peers) {
  const verdicts: (readonly [(typeof corpus)[number], Verdict])[] = [];
  for (const item of corpus) verdicts.push([item, await judge(peer, item)]);
  rows.push({ peer, verdicts });
  if (!isVerbose) continue;
  for (const [{ title, expected, topic }, verdict] of verdicts) {
    const isRight = (expected.reason === 'accepted') === (verdict === 'accepted') && verdict !== 'untyped';
    if (!isRight) console.log(`${peer.name}: ${verdict}: ${topic}: ${title}`);
  }
}
printTable(rows);
await served.close();

// What this project claims for itself.
const [ours] = rows;
const isWrong = ours?.verdicts.some(
  ([{ expected }, verdict]) => verdict !== (expected.reason === 'accepted' ? 'accepted' : 'refused'),
);
if (isWrong !== false) process.exitCode = 1;
