import { expectOptions, tell } from '@acme/token-core/adapter';
import { checkOnRoleChange, type OnRoleChange } from '../role-change.js';
import { checkListener, checkStanding, cutOffAll } from '../feed.js';
import type { CutOffMatch, FedStanding } from '../standing.js';
import { answer, type WebhookAnswer } from './answer.js';
import {
  toLine,
  type WebhookEvent,
  type WebhookIdleness,
  type WebhookListener,
  type WebhookRefusal,
} from './events.js';
import { readHeader, type WebhookHeaders } from './headers.js';
import { momentOf } from './moment.js';
import { narrowedBy } from './narrowing.js';
import { type NodeRequest, type NodeResponse, readNodeBody, writeNodeAnswer } from './node.js';
import { isTestDelivery, parsePayload, type Payload, PayloadError, textAt } from './payload.js';
import { type RawBody, readRequest, toBytes } from './raw-body.js';
import { createVerifySignature, SIGNATURE_HEADER } from './signature.js';

/** What {@link createWebhookReceiver} takes. */
export interface WebhookReceiverOptions {
  /** What the verifier asks: made by `createStanding`. */
  readonly standing: FedStanding;
  /**
   * The webhook's signing key (Console → Webhooks → the webhook → Signing key). While one is renewed: the current
   * one and the next. At most eight, for several webhooks that tell one receiver.
   */
  readonly signingKeys: readonly string[];
  /** Whose tokens are cut off when a role loses a permission or is deleted. No default. */
  readonly onRoleChange: OnRoleChange;
  /** Is told what came of each delivery. Default: nobody. */
  readonly onEvent?: WebhookListener;
}

/** One delivery, as a host has it. */
export interface WebhookDelivery {
  /** Default `POST`. */
  readonly method?: string | undefined;
  /** The header fields as the host has them; the signature is among them. */
  readonly headers: WebhookHeaders;
  /** The body as it was sent; its signature is over these bytes. */
  readonly rawBody: RawBody;
}

/** Receives Logto's webhooks. A frozen object of plain functions. */
export interface WebhookReceiver {
  /**
   * Judges one delivery and cuts off whom it narrows.
   *
   * @throws TypeError when the body was parsed before it came here; the message says how to keep it raw on each host.
   */
  readonly receive: (delivery: WebhookDelivery) => Promise<WebhookAnswer>;
  /** The same for `fetch` hosts: Hono, Workers, Next.js, SvelteKit, Bun, Deno. */
  readonly fetch: (request: Request) => Promise<Response>;
  /** The same for hosts with Node.js's own request and response: Express, Connect, NestJS on Express. */
  readonly node: (
    request: NodeRequest,
    response: NodeResponse,
    next?: (error: unknown) => void,
  ) => Promise<void>;
}

/** How a delivery ends that is refused. */
const REFUSALS: Readonly<Record<WebhookRefusal, WebhookAnswer>> = {
  method: answer(405, 'method', { allow: 'POST' }),
  size: answer(413, 'size'),
  // RFC 9110 §15.5.2 wants a challenge. No scheme is registered for this.
  signature: answer(401, 'signature', { 'www-authenticate': SIGNATURE_HEADER }),
  json: answer(400, 'json'),
  payload: answer(400, 'payload'),
};

const OPTIONS: readonly (keyof WebhookReceiverOptions)[] = [
  'standing',
  'signingKeys',
  'onRoleChange',
  'onEvent',
];

/**
 * Makes a receiver for Logto's webhooks, which cuts off the tokens of whoever has lost something: a suspended or
 * deleted user, a member who was removed, an organization that was deleted, and, as `onRoleChange` says, whom a role's or a
 * permission's loss concerns. What widens cuts nobody off.
 *
 * It takes a delivery only under the signature of one of the keys, up to 1 MiB, whatever its age. Logto delivers once: what
 * the store of the standing did not take is in force here, is written again by the standing, and is answered with 503, so
 * that the Console shows it.
 *
 * @throws TypeError that names the option that is wrong.
 * @example
 * const receiver = createWebhookReceiver({
 *   standing,
 *   signingKeys: [process.env.LOGTO_SIGNING_KEY ?? ''],
 *   onRoleChange: { claim: 'role_ids' },
 * });
 * app.post('/webhooks/logto', receiver.node); // Express, before express.json()
 */
export function createWebhookReceiver(options: WebhookReceiverOptions): WebhookReceiver {
  const own = expectOptions<WebhookReceiverOptions>('createWebhookReceiver', options, OPTIONS);
  const standing = checkStanding(own.standing);
  const verifySignature = createVerifySignature(own.signingKeys);
  const onRoleChange = checkOnRoleChange(own.onRoleChange, standing);
  const onEvent = checkListener(own.onEvent);

  function report(event: WebhookEvent): void {
    if (onEvent !== undefined) tell(onEvent, event);
  }

  function refuse(reason: WebhookRefusal): WebhookAnswer {
    report({ kind: 'refused', status: REFUSALS[reason].status, reason });
    return REFUSALS[reason];
  }

  /** @param body - undefined when it is too long. */
  async function judge(headers: WebhookHeaders, body: Uint8Array | undefined): Promise<WebhookAnswer> {
    if (body === undefined) return refuse('size');
    const signature = readHeader(headers, SIGNATURE_HEADER);
    if (signature === undefined || !(await verifySignature(body, signature))) return refuse('signature');
    const payload = parsePayload(body);
    return payload === undefined ? refuse('json') : await act(payload);
  }

  async function act(payload: Payload): Promise<WebhookAnswer> {
    const name = textAt(payload, 'event');
    if (name === undefined) return refuse('payload');
    const event = toLine(name);
    const idle = (reason: WebhookIdleness) => {
      report({ kind: 'nothing', event, reason });
      return answer(200, reason);
    };
    if (isTestDelivery(payload)) return idle('test');
    const matches = readMatches(name, payload);
    if (matches === 'unreadable') return refuse('payload');
    if (typeof matches === 'string') return idle(matches);
    const isWritten = await cutOffAll(standing, matches, momentOf(payload));
    report({ kind: 'cut_off', event, matches, isWritten });
    return isWritten ? answer(200, 'cut_off') : answer(503, 'unwritten');
  }

  function readMatches(
    event: string,
    payload: Payload,
  ): readonly CutOffMatch[] | 'unreadable' | 'unknown' | 'widens' | 'on_role_change' {
    try {
      const matches = narrowedBy(event, payload, onRoleChange);
      if (matches === undefined) return 'unknown';
      if (matches.length > 0) return matches;
      return narrowedBy(event, payload, 'everyone')?.length === 0 ? 'widens' : 'on_role_change';
    } catch (error) {
      if (error instanceof PayloadError) return 'unreadable';
      throw error;
    }
  }

  return Object.freeze({
    async receive({ method, headers, rawBody }: WebhookDelivery) {
      return isPost(method) ? judge(headers, toBytes(rawBody)) : refuse('method');
    },
    async fetch(request: Request) {
      const { status, headers, body } = isPost(request.method)
        ? await judge(request.headers, await readRequest(request))
        : refuse('method');
      return new Response(body, { status, headers });
    },
    async node(request: NodeRequest, response: NodeResponse, next?: (error: unknown) => void) {
      try {
        const answered = isPost(request.method)
          ? await judge(request.headers, await readNodeBody(request))
          : refuse('method');
        writeNodeAnswer(response, answered);
      } catch (error) {
        if (next === undefined) throw error;
        next(error);
      }
    },
  });
}

function isPost(method = 'POST'): boolean {
  return method.toUpperCase() === 'POST';
}
