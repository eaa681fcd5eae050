import { interactionPolicy } from 'oidc-provider';
import type { Configuration, KoaContextWithOIDC } from 'oidc-provider';

/** Where the sign-in pages are, outside the issuer's path as in Logto. */
export const SIGN_IN_PATH = '/sign-in';

/**
 * When a person has to act, and where. The id in the path keeps two tabs apart.
 *
 * @param isStranger - Whether nobody registered a client. A page anywhere could be one, so a person acts each time.
 */
export function createInteractions(
  isStranger: (clientId: string) => boolean,
): NonNullable<Configuration['interactions']> {
  const policy = interactionPolicy.base();
  const login = policy.get('login')?.checks;
  // A session can outlive its user: without this, nobody would be left to load a grant for.
  login?.add(
    loginCheck(
      'account_unavailable',
      ({ oidc }) => oidc.session?.accountId !== undefined && oidc.account === undefined,
    ),
  );
  login?.add(
    loginCheck(
      'unregistered_client',
      ({ oidc }) => isStranger(oidc.client?.clientId ?? '') && oidc.result?.login === undefined,
    ),
  );
  return { policy, url: (_ctx, interaction) => `${SIGN_IN_PATH}/${interaction.uid}` };
}

function loginCheck(reason: string, isNeeded: (ctx: KoaContextWithOIDC) => boolean): interactionPolicy.Check {
  const { Check } = interactionPolicy;
  return new Check(reason, 'End-User authentication is required', 'login_required', (ctx) =>
    isNeeded(ctx) ? Check.REQUEST_PROMPT : Check.NO_NEED_TO_PROMPT,
  );
}
