import type { Directory } from '../access/directory.js';
import type { Storage } from '../storage/storage.js';

/** What ends with a grant. */
const ENDED_WITH_GRANT = ['AccessToken', 'RefreshToken', 'AuthorizationCode'];

/** A signed-in browser, as Logto tells of it. */
export interface SessionState {
  readonly payload: Payload;
  readonly lastSubmission: null;
  readonly clientId: string | null;
  readonly accountId: string | null;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** What a person has allowed an application, as Logto tells of it. */
export interface GrantState {
  readonly id: string;
  readonly payload: Payload;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
  readonly application: { readonly id: string; readonly name: string };
}

/** oidc-provider's own record. */
type Payload = Readonly<Record<string, unknown>>;

/** The sessions and grants of users. */
export interface Sessions {
  sessionsOf(userId: string): readonly SessionState[];
  grantsOf(userId: string): readonly GrantState[];
  /** The `accountId` of a session, by its `uid`; undefined when there is none. */
  ownerOfSession(uid: string): string | undefined;
  /** @param withGrants - Whether what was granted in it ends too. */
  endSession(uid: string, withGrants: boolean): void;
  /** Ends a grant of a user and its tokens. @returns whether there was one. */
  endGrant(userId: string, grantId: string): boolean;
}

/** Reads and ends what the storage holds. @param directory - The one of this moment. */
export function createSessions(storage: Storage, directory: () => Directory): Sessions {
  function readAll(model: string, userId: string) {
    return storage
      .listByAccount(model, userId)
      .map(({ payload, expiresAt }) => ({ payload: JSON.parse(payload) as Payload, expiresAt }));
  }

  function destroyGrant(grantId: string): void {
    for (const model of ENDED_WITH_GRANT) storage.deleteByGrant(model, grantId);
    storage.delete('Grant', grantId);
  }

  function sessionByUid(uid: string): Payload | undefined {
    const stored = storage.getByUid('Session', uid);
    return stored === undefined ? undefined : (JSON.parse(stored.payload) as Payload);
  }

  return {
    sessionsOf: (userId) =>
      readAll('Session', userId).map(({ payload, expiresAt }) => ({
        payload,
        lastSubmission: null,
        clientId: lastClient(payload),
        accountId: userId,
        expiresAt,
      })),
    grantsOf: (userId) =>
      readAll('Grant', userId).map(({ payload, expiresAt }) => {
        const clientId = String(payload['clientId']);
        const name = directory().clients.get(clientId)?.name ?? clientId;
        return { id: String(payload['jti']), payload, expiresAt, application: { id: clientId, name } };
      }),
    ownerOfSession: (uid) => sessionByUid(uid)?.['accountId'] as string | undefined,
    endSession(uid, withGrants) {
      const session = sessionByUid(uid);
      if (session === undefined) return;
      if (withGrants) for (const { grantId } of authorizations(session)) destroyGrant(grantId);
      storage.delete('Session', String(session['jti']));
    },
    endGrant(userId, grantId) {
      const stored = storage.get('Grant', grantId);
      if (stored?.accountId !== userId) return false;
      destroyGrant(grantId);
      return true;
    },
  };
}

interface Authorization {
  readonly clientId: string;
  readonly grantId: string;
}

/** What was granted in a session, by client. */
function authorizations(session: Payload): readonly Authorization[] {
  const all = session['authorizations'] as
    Readonly<Record<string, { readonly grantId?: string }>> | undefined;
  return Object.entries(all ?? {}).flatMap(([clientId, { grantId }]) =>
    grantId === undefined ? [] : [{ clientId, grantId }],
  );
}

function lastClient(session: Payload): string | null {
  return authorizations(session).at(-1)?.clientId ?? null;
}
