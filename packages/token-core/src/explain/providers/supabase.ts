import type { Provider } from './provider.js';

export const supabase: Provider = {
  name: 'Supabase',
  isIssuer: (issuer) => /\.supabase\.co\/auth\/v1\/?$/.test(issuer),
  asksBy: 'nothing: all its tokens are for "authenticated"',
  accessTokenType: 'JWT',
  audiences: [],
};
