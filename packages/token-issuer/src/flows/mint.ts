import type { Directory } from '../access/directory.js';
import { obstacleOf, usableToken } from '../preview/obstacle.js';
import { namedAtSignIn } from '../preview/target.js';
import type { Wish } from '../preview/wish.js';
import { PERSONAL_ACCESS_TOKEN, TOKEN_EXCHANGE } from '../provider/token-exchange.js';
import { askForToken } from './ask-for-token.js';
import type { TokenAnswer } from './ask-for-token.js';
import { signInForCode } from './sign-in-for-code.js';
import type { SignInPlace } from './sign-in-for-code.js';

/** What the real flow came to. */
export type Minted =
  | { readonly kind: 'token'; readonly token: string; readonly scope: string | undefined }
  | {
      readonly kind: 'refused';
      /** Undefined for the authorization endpoint, which answers by a redirect. */
      readonly status: number | undefined;
      readonly error: string;
      readonly description: string;
    }
  | { readonly kind: 'impossible'; readonly sentence: string };

/** Where and as whom tokens are asked for. */
export interface MintParts {
  readonly directory: Directory;
  readonly place: SignInPlace;
}

/** Asks for a token by the real flow, over HTTP, as a client does. What it comes to is the issuer's own answer. */
export async function mint({ directory, place }: MintParts, wish: Wish): Promise<Minted> {
  const sentence = obstacleOf(directory, place.chooser, wish);
  if (sentence !== undefined) return { kind: 'impossible', sentence };
  const { flow, client, user, resource, organization } = wish;
  const scope = wish.scopes.join(' ');
  const target = {
    ...(resource === undefined ? {} : { resource }),
    ...(organization === undefined ? {} : { organization_id: organization }),
  };
  if (user === undefined) {
    const asked = { grant_type: 'client_credentials', ...target, scope };
    return told(await askForToken(place, client, asked));
  }
  if (flow === 'exchange') {
    const asked = {
      grant_type: TOKEN_EXCHANGE,
      subject_token: usableToken(directory, user)?.token ?? '',
      subject_token_type: PERSONAL_ACCESS_TOKEN,
      ...target,
      scope,
    };
    return told(await askForToken(place, client, asked));
  }
  const code = await signInForCode(place, user, client, { resources: namedAtSignIn(wish), scope });
  if ('error' in code) return refused(undefined, code);
  // With a code, organization_id would be ignored: no client sends it.
  const named = resource === undefined ? {} : { resource };
  const first = await askForToken(place, client, { grant_type: 'authorization_code', ...code, ...named });
  if (flow === 'code' || first.refreshToken === undefined) return told(first);
  const refresh = { grant_type: 'refresh_token', refresh_token: first.refreshToken, ...target };
  return told(await askForToken(place, client, refresh));
}

function told(answer: TokenAnswer): Minted {
  const { accessToken, scope, status } = answer;
  return accessToken === undefined ? refused(status, answer) : { kind: 'token', token: accessToken, scope };
}

function refused(
  status: number | undefined,
  { error = 'server_error', description = '' }: Partial<Pick<TokenAnswer, 'error' | 'description'>>,
): Minted {
  return { kind: 'refused', status, error, description };
}
