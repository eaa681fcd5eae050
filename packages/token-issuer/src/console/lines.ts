import type { Html } from 'local-pages';

import type { Directory } from '../access/directory.js';
import type { AccessModel } from '../access/model.js';
import { writeModel } from '../access/written.js';
import { accessLine } from './access-line/index.js';
import type { AccessThing } from './access-line/index.js';
import { accessLines } from './layout.js';

export type { AccessThing } from './access-line/index.js';

/** The lines of the access file that make a thing as it is now. A user's id is kept: it is the `sub` of tokens. */
export function linesOf(directory: Directory, thing: AccessThing): string | undefined {
  return accessLine(withoutIds(writeModel(directory, undefined)), thing);
}

/** {@link linesOf}, as part of a page. */
export function linesHtml(directory: Directory, thing: AccessThing, about?: string): Html | undefined {
  const lines = linesOf(directory, thing);
  return lines === undefined ? undefined : accessLines(lines, about);
}

function bare<T extends object>(entry: T): T {
  return { ...entry, id: undefined };
}

/** Nobody writes those by hand: the Management API alone names things by them. */
function withoutIds(model: AccessModel): AccessModel {
  const bareScopes = (scopes: AccessModel['organizationScopes'] = {}) =>
    Object.fromEntries(
      Object.entries(scopes).map(([name, scope]) => [name, typeof scope === 'string' ? scope : bare(scope)]),
    );
  return {
    ...model,
    resources: model.resources.map((entry) => ({ ...bare(entry), scopes: bareScopes(entry.scopes) })),
    roles: (model.roles ?? []).map(bare),
    organizationRoles: (model.organizationRoles ?? []).map(bare),
    organizationScopes: bareScopes(model.organizationScopes),
  };
}
