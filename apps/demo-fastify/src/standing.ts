import { createStanding } from '@acme/token-core/standing';
import { STANDING_CLAIMS } from '@acme/token-logto';
import { createWebhookReceiver } from '@acme/token-logto/webhooks';

const { LOGTO_SIGNING_KEY } = process.env;

/** Which tokens were cut off: in memory, so what this process has heard itself. */
export const standing = createStanding({ longestTokenLife: 3600, claims: STANDING_CLAIMS });

/** Hears of changes from the authorization server. Without the webhook's key there is nothing to believe. */
export const receiver =
  LOGTO_SIGNING_KEY === undefined
    ? undefined
    : createWebhookReceiver({
        standing,
        signingKeys: [LOGTO_SIGNING_KEY],
        onRoleChange: { claim: STANDING_CLAIMS.role },
      });
