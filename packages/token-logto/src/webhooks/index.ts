export type { WebhookAnswer } from './answer.js';
export type { WebhookEvent, WebhookIdleness, WebhookListener, WebhookRefusal } from './events.js';
export type { WebhookHeaders } from './headers.js';
export type { NodeRequest, NodeResponse } from './node.js';
export type { RawBody } from './raw-body.js';
export {
  createWebhookReceiver,
  type WebhookDelivery,
  type WebhookReceiver,
  type WebhookReceiverOptions,
} from './receiver.js';
export { SIGNATURE_HEADER } from './signature.js';
export type { OnRoleChange } from '../role-change.js';
