import { INTERACTION_EVENTS } from './events.js';
import type { HookEvent } from './events.js';

const FAKE_ID = 'fake-id';

/** What a test delivery says: made-up data under the hook's real id. @param now - Milliseconds since the epoch. */
export function testPayload(
  hookId: string,
  event: HookEvent,
  now: number,
): Readonly<Record<string, unknown>> {
  const basics = { event, hookId, createdAt: new Date(now).toISOString(), userAgent: 'fake-user-agent' };
  return INTERACTION_EVENTS.includes(event)
    ? { ...basics, ...fakeInteraction(now) }
    : {
        ...basics,
        path: '/fake-path/:id',
        method: 'POST',
        status: 200,
        params: { id: FAKE_ID },
        data: { result: 'success' },
      };
}

function fakeInteraction(now: number) {
  return {
    sessionId: 'fake-session-id',
    userIp: 'fake-user-ip',
    userId: FAKE_ID,
    user: {
      id: FAKE_ID,
      username: 'fake-user',
      primaryEmail: 'fake-user@fake-service.com',
      primaryPhone: '1234567890',
      name: 'Fake User',
      avatar: null,
      customData: {},
      identities: {},
      profile: {},
      applicationId: 'fake-application-id',
      isSuspended: false,
      lastSignInAt: now,
      createdAt: now,
      updatedAt: now,
    },
    application: {
      id: 'fake-spa-application-id',
      type: 'SPA',
      name: 'Fake Application',
      description: 'Fake application data for testing',
    },
  };
}
