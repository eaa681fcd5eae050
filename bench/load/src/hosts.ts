import type { HostSettings, LoadedHost } from './host.js';
import { startOnNode } from './node-host.js';
import { startInWorkerd } from './workerd-host.js';

/** A host that can be put under load. */
export interface HostKind {
  readonly name: string;
  start(settings: HostSettings): Promise<LoadedHost>;
}

const built = (path: string) => new URL(import.meta.resolve(path));
const own = (path: string) => new URL(`../dist/hosts/${path}`, import.meta.url);

/** The demo APIs, on every platform that they can run on. */
export const HOSTS: readonly HostKind[] = [
  { name: 'Fastify', start: (settings) => startOnNode(built('demo-fastify/dist/main.js'), settings) },
  {
    name: 'NestJS on Express',
    start: (settings) => startOnNode(built('demo-nestjs/dist/main.js'), settings),
  },
  { name: 'NestJS on Fastify', start: (settings) => startOnNode(own('nest-on-fastify.js'), settings) },
  { name: 'Hono on Node.js', start: (settings) => startOnNode(own('hono-on-node.js'), settings) },
  {
    name: 'Hono in workerd',
    start: (settings) => startInWorkerd(built('demo-hono/dist/worker.js'), settings),
  },
];
