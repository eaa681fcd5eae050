// One framework in a process of its own: every way of protecting the same route, each as an app on its own port.
import { APPS } from '../http/apps/index.js';
import {
  type Framework,
  type Listening,
  OURS_WHOLE,
  type RunningApp,
  type ServerRequest,
  type Trust,
  type Usage,
} from '../http/contract.js';

const { framework, trust } = JSON.parse(process.argv[2] ?? '') as {
  readonly framework: Framework;
  readonly trust: Trust;
};

const running: { readonly name: string; readonly app: RunningApp }[] = [];
for (const { name, start } of APPS[framework]) {
  // Over HTTP the difference to ours is smaller than the noise.
  if (name !== OURS_WHOLE) running.push({ name, app: await start(trust) });
}

process.on('message', (request: ServerRequest) => {
  if (request.type === 'usage') {
    const { user, system } = process.cpuUsage();
    reply({ cpuMicroseconds: user + system });
  } else {
    void close();
  }
});
// A parent that is gone will not ask for it.
process.on('disconnect', () => process.exit());
reply({ apps: running.map(({ name, app }) => ({ name, url: app.url })) });

async function close(): Promise<void> {
  await Promise.all(running.map(({ app }) => app.close()));
  process.disconnect();
}

function reply(message: Listening | Usage): void {
  process.send?.(message);
}
