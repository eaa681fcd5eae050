import { interactionPolicy } from 'oidc-provider';
import type { Configuration } from 'oidc-provider';

/** Where the sign-in pages are, outside the issuer's path as in Logto. */
export const SIGN_IN_PATH = '/sign-in';

const policy = interactionPolicy.base();

// A session can outlive its user: without this, nobody would be left to load a grant for.
policy
  .get('login')
  ?.checks.add(
    new interactionPolicy.Check(
      'account_unavailable',
      'End-User authentication is required',
      'login_required',
      (ctx) =>
        ctx.oidc.session?.accountId !== undefined && ctx.oidc.account === undefined
          ? interactionPolicy.Check.REQUEST_PROMPT
          : interactionPolicy.Check.NO_NEED_TO_PROMPT,
    ),
  );

/** When a person has to act, and where. The id in the path keeps two tabs apart. */
export const interactions: NonNullable<Configuration['interactions']> = {
  policy,
  url: (_ctx, interaction) => `${SIGN_IN_PATH}/${interaction.uid}`,
};
