import { comparableCases } from './cases.js';
import { judge, type Verdict } from './peer.js';
import { createPeers } from './peers.js';
import { printTable, type Row } from './table.js';

const settings = { issuer: 'https://issuer.test/oidc', resource: 'https://api.example.com' };
const corpus = await comparableCases(settings);
const { peers, close } = await createPeers(settings);
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
await close();

// What this project claims for itself.
const [ours] = rows;
const isWrong = ours?.verdicts.some(
  ([{ expected }, verdict]) => verdict !== (expected.reason === 'accepted' ? 'accepted' : 'refused'),
);
if (isWrong !== false) process.exitCode = 1;
