import type { Framework, Protection } from '../contract.js';
import { expressApps } from './express.js';
import { fastifyApps } from './fastify.js';
import { honoApps } from './hono.js';
import { nestExpressApps, nestFastifyApps } from './nest.js';

/** Every way of protecting the route, by framework. */
export const APPS: Readonly<Record<Framework, readonly Protection[]>> = {
  Fastify: fastifyApps,
  Hono: honoApps,
  Express: expressApps,
  'Nest on Express': nestExpressApps,
  'Nest on Fastify': nestFastifyApps,
};
