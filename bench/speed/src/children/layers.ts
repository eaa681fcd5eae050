// One framework in a process of its own: single requests, each handed to the app as if Node.js had just read it.
import { APPS } from '../http/apps/index.js';
import {
  type Framework,
  LOOKS_UP,
  OPEN,
  OURS,
  OURS_WHOLE,
  PATH,
  type RunningApp,
  SAYS_YES,
} from '../http/contract.js';
import { requestTo } from '../http/in-process.js';
import { startKeyServer } from '../http/key-server.js';
import { prepareTrust } from '../http/trust.js';
import { measureSwept, type SweptPlan, type SweptSubject } from '../measure/swept.js';
import { TokenPool } from '../tokens/pool.js';

const SHOWN: readonly string[] = [OPEN, OURS, OURS_WHOLE, SAYS_YES, LOOKS_UP];

const { framework, plan } = JSON.parse(process.argv[2] ?? '') as {
  readonly framework: Framework;
  readonly plan: SweptPlan;
};

// A parent that is gone will not ask for it.
process.on('disconnect', () => process.exit());

const keyServer = await startKeyServer();
const { trust, tokens } = await prepareTrust(keyServer);
const headers = new TokenPool(tokens.map((token) => `Bearer ${token}`));
const subjects: SweptSubject[] = [];
const running: RunningApp[] = [];
for (const { name, start } of APPS[framework]) {
  if (!SHOWN.includes(name)) continue;
  const app = await start(trust);
  running.push(app);
  subjects.push({ name, prepare: (index) => requestTo(app.server, PATH, headers.fresh(index)) });
}
process.send?.(await measureSwept(subjects, plan));
await Promise.all(running.map((app) => app.close()));
keyServer.close();
process.disconnect();
