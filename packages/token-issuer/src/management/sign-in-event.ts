import type { Directory } from '../access/directory.js';
import { addressOf } from '../http/address.js';
import type { SignedIn } from '../http/sign-in.js';
import type { Happening } from '../webhooks/events.js';
import { clientType } from './shapes/application.js';
import { shapeUserProfile } from './shapes/user.js';

/** What a sign-in is to be told of. Remembers its moment with the user. */
export function signInHappenings(
  directory: Directory,
  { userId, clientId, interactionId, request }: SignedIn,
): readonly Happening[] {
  const user = directory.users.get(userId);
  if (user === undefined) return [];
  user.lastSignInAt = directory.now();
  const client = directory.clients.get(clientId);
  const application = client && {
    id: client.id,
    type: clientType(client.kind),
    name: client.name,
    description: client.description ?? null,
  };
  const members = {
    interactionEvent: 'SignIn',
    sessionId: interactionId,
    ...(request.headers['user-agent'] === undefined ? {} : { userAgent: request.headers['user-agent'] }),
    userId,
    userIp: addressOf(request),
    user: shapeUserProfile(user),
    ...(application === undefined ? {} : { application }),
  };
  return [{ event: 'PostSignIn', members }];
}
