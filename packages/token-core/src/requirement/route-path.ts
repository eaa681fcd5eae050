import type { CompiledRequirement } from './compiled.js';

// Every framework that has named parameters writes them so: /:id, /:id(\\d+), /:id{[0-9]+}, /:id?
const PARAMETER = /:([\p{ID_Start}$_][\p{ID_Continue}$]*)/gu;

/**
 * Checks, where a route is made, that its path has the parameters by which its requirement finds the organization. Without
 * them every request would be refused. For authors of adapters, where the framework shows the path.
 *
 * @param path - The whole path of the route, prefixes included: `/organizations/:organizationId/products`.
 * @throws TypeError that names path and parameter.
 * @example
 * checkRoutePath(verifier.checkRequirement({ organization: { param: 'organizationId' } }), '/organizations/:organizationId');
 */
export function checkRoutePath(requirement: CompiledRequirement, path: string): void {
  const names = new Set([...path.matchAll(PARAMETER)].map(([, name]) => name));
  for (const place of requirement.organization) {
    if (typeof place !== 'object' || !('param' in place) || names.has(place.param)) continue;
    throw new TypeError(
      `organization.param: expected a parameter of the path ${JSON.stringify(path)}, found ${JSON.stringify(place.param)}, which it does not have`,
    );
  }
}
