import type { Requirements } from './requirement.js';

// What may follow within a name. Hono takes more than this into one: what it finds too little here is refused later.
const GOES_ON = /^[\p{ID_Continue}$]/u;

/**
 * Checks, where a route is made, that its path has the parameters by which its requirement finds the organization. Without
 * them every request would be refused. For authors of adapters, where the framework shows the path.
 *
 * @param path - The whole path of the route, prefixes included: `/organizations/:organizationId/products`. Named parameters
 *   count as every framework writes them (`:id`, `:id(\\d+)`, `:id{[0-9]+}`, `:id?`, `:"id"`), and a last `*` as the one that
 *   Fastify calls so. A named wildcard of Express (`*splat`) is a list, which names no organization.
 * @throws TypeError that names path and parameter.
 * @example
 * checkRoutePath(verifier.checkRequirement({ organization: { param: 'organizationId' } }), '/organizations/:organizationId');
 */
export function checkRoutePath(requirement: Requirements | undefined, path: string): void {
  for (const { organization } of [requirement ?? []].flat()) {
    // One that is compiled has a list.
    for (const place of [organization ?? []].flat()) {
      if (typeof place !== 'object' || !('param' in place) || hasParameter(path, place.param)) continue;
      throw new TypeError(
        `organization.param: expected a parameter of the path ${JSON.stringify(path)}, found ${JSON.stringify(place.param)}, which it does not have`,
      );
    }
  }
}

function hasParameter(path: string, name: string): boolean {
  if (name === '*') return path.endsWith('*');
  const written = `:${name}`;
  for (let at = path.indexOf(written); at !== -1; at = path.indexOf(written, at + 1)) {
    // `::` is a colon to Fastify, and `\:` to Express.
    const isColon = path[at - 1] === ':' || path[at - 1] === '\\';
    if (!isColon && !GOES_ON.test(path.slice(at + written.length))) return true;
  }
  return path.includes(`:"${name}"`);
}
