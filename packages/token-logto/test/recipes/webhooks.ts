// webhooks.ts
import { createStanding } from '@acme/token-core/standing';
import { STANDING_CLAIMS } from '../../src/index.js';
import { createWebhookReceiver } from '../../src/webhooks/index.js';

/** What the verifier asks too: `createVerifier({ issuer, resource, standing })`. */
export const standing = createStanding({ longestTokenLife: 3600, claims: STANDING_CLAIMS });

export const receiver = createWebhookReceiver({
  standing,
  // While the key is renewed: the current one and the next.
  signingKeys: [process.env['LOGTO_SIGNING_KEY'] ?? ''],
  onRoleChange: { claim: STANDING_CLAIMS.role },
});
