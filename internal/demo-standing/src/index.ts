import { createStanding, type Standing } from '@acme/token-core/standing';
import { STANDING_CLAIMS } from '@acme/token-logto';
import { createWebhookReceiver, type WebhookReceiver } from '@acme/token-logto/webhooks';

/** What a demo API asks whether a token still stands, and where it is told. */
export interface ToldStanding {
  /** In memory: what this process, or this isolate, has heard itself. */
  readonly standing: Standing;
  /** `undefined` without the webhook's key: then there is nothing to believe. */
  readonly receiver: WebhookReceiver | undefined;
}

/** A day: a tenant that this demo is pointed at may give tokens that live longer than the usual hour. In seconds. */
const LONGEST_TOKEN_LIFE = 86_400;

/** @param signingKey - Of the webhook that the authorization server sends to this API. */
export function startStanding(signingKey: string | undefined): ToldStanding {
  const standing = createStanding({ longestTokenLife: LONGEST_TOKEN_LIFE, claims: STANDING_CLAIMS });
  if (signingKey === undefined) return { standing, receiver: undefined };
  const onRoleChange = { claim: STANDING_CLAIMS.role };
  return { standing, receiver: createWebhookReceiver({ standing, signingKeys: [signingKey], onRoleChange }) };
}
