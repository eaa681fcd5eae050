import type { Flashes } from './flashes.js';
import type { Returned, Room, Site, Visit } from './room.js';
import type { Versions } from './versions.js';

/** What the console remembers between two requests. */
export interface State {
  readonly site: Site;
  readonly rooms: readonly Room[];
  /** What a form of this start of the server proves itself by. */
  readonly csrf: string;
  readonly versions: Versions;
  readonly flashes: Flashes;
}

/** The room of a request, and where in it. */
export interface Found {
  readonly room: Room;
  readonly rest: readonly string[];
  readonly url: URL;
}

/** A request for a page, as rooms see it. */
export function visitOf({ site, csrf, versions }: State, { url, rest }: Found, returned?: Returned): Visit {
  const tenant = site.tenant();
  return {
    site,
    tenant,
    address: url.pathname,
    rest,
    query: url.searchParams,
    seal: { csrf, version: versions.now(tenant.directory) },
    ...(returned !== undefined && { returned }),
  };
}
