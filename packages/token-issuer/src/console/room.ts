import type { IncomingMessage, ServerResponse } from 'node:http';

import type { Html } from 'local-pages';

import type { Method } from '../management/route.js';
import type { Tenant } from '../management/tenant.js';
import type { AccessThing } from './access-line/index.js';
import type { ModelPart } from './differences.js';

/** What every room of the console can reach. */
export interface Site {
  /** The issuer identifier, such as `http://localhost:3300/oidc`. */
  readonly issuer: string;
  /** The issuer's origin on loopback, whatever it is called elsewhere: where the console's own requests go. */
  readonly loopback: string;
  /** What is registered, the keys, the webhooks: as they are now. To be read; a change goes by {@link Submission.call}. */
  readonly tenant: () => Tenant;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Whether the access model is the demo's: somebody who has no file yet. */
  readonly isDemo: boolean;
}

/** A request for a page. */
export interface Visit {
  readonly site: Site;
  readonly tenant: Tenant;
  /** The whole path of the page, where its forms post to. */
  readonly address: string;
  /** What follows the room's path, segment by segment, decoded. */
  readonly rest: readonly string[];
  readonly query: URLSearchParams;
  /** A form that was posted and could not be done: it comes back with what was typed. */
  readonly returned?: Returned;
  /** Proof that a form is the console's own, and which state it was made from. Put there by `form()`. */
  readonly seal: { readonly csrf: string; readonly version: string };
}

/** A form that comes back. */
export interface Returned {
  readonly action: string;
  readonly about: string;
  readonly values: URLSearchParams;
  /** Field → one sentence. The empty name is the form as a whole. */
  readonly problems: Readonly<Record<string, string>>;
  /** Told when a page shows the form; where none does, the thing it was about is gone, and the page says the problems. */
  readonly onShown: () => void;
}

/** What a room shows. */
export interface View {
  /** Default: the room's own. */
  readonly title?: string;
  readonly content: Html;
  /** Does without which the page still works: its hash stands in the policy. Plain text, no `</script>`. */
  readonly script?: string;
  /** Default 200. */
  readonly status?: number;
  /** Where the page's forms may lead, besides this server. */
  readonly formTargets?: readonly string[];
}

/** A form that was posted and may be acted on. */
export interface Submission extends Visit {
  readonly request: IncomingMessage;
  /** What the form is about, where a page has the same form several times. */
  readonly about: string;
  readonly values: URLSearchParams;
  /**
   * Calls the Management API in process: the same handlers, rules and webhooks as over HTTP. Make a path with
   * `apiPath`, which encodes. A Refusal that nobody catches comes back beside the field that it is about.
   */
  readonly call: (method: Method, path: string, body?: unknown) => Promise<unknown>;
}

/** How an action ends when it went well: with a redirect (303) to a page that says so once. */
export interface Done {
  /** A path of the console. Default: the page that the form was on. */
  readonly to?: string;
  readonly said: string | Html;
  /** The thing of the access model whose lines are shown: those that do the same in the file. */
  readonly thing?: AccessThing;
  /** Lines in their place. */
  readonly lines?: string;
}

/**
 * Changes something. Check everything before the first change. Throws `Rejected` (see `reject`) with a sentence for
 * each field that is wrong; the router shows the form again with what was typed.
 */
export type Action = (submission: Submission) => Done | View | Promise<Done | View>;

/** A room of the console: one path, one entry of the navigation, the forms on its pages. */
export interface Room {
  /** Such as `/console/roles`; the room also answers what is below it. */
  readonly path: string;
  /** Its name in the navigation, and its title. */
  readonly label: string;
  /**
   * What the forms of this room rest on. When some of it has changed since a form was made (another tab, the
   * Management API, the access file), nothing is done: the form comes back, says what changed and keeps what was typed.
   */
  readonly concerns: readonly ModelPart[];
  /** Shows a page. Changes nothing. @returns undefined for a page that is not there. */
  readonly get: (visit: Visit) => View | undefined | Promise<View | undefined>;
  /** Form action → what it does. */
  readonly posts: Readonly<Record<string, Action>>;
  /** Server-sent events, at `<path>/events`. The router has checked who asks; the response is the room's from here. */
  readonly events?: (request: IncomingMessage, response: ServerResponse) => void;
}

/** Thrown by an action: nothing was done. */
export class Rejected extends Error {
  override readonly name = 'Rejected';
  /** Field → one sentence. The empty name is the form as a whole. */
  readonly problems: Readonly<Record<string, string>>;

  constructor(problems: Readonly<Record<string, string>>) {
    super(Object.values(problems).join(' '));
    this.problems = problems;
  }
}

/** Ends an action: this field is wrong. */
export function reject(field: string, sentence: string): never {
  throw new Rejected({ [field]: sentence });
}

/** A path of the Management API, or of the console, with its names encoded. */
export function apiPath(strings: TemplateStringsArray, ...names: readonly string[]): string {
  return strings.reduce((path, part, index) => path + encodeURIComponent(names[index - 1] ?? '') + part);
}
