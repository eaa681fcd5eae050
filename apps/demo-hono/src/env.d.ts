/** The variables of wrangler.jsonc; `wrangler types` writes this file in a larger project. */
declare module 'cloudflare:workers' {
  export const env: {
    readonly TOKEN_ISSUER: string;
    readonly TOKEN_RESOURCE: string;
    readonly LOGTO_SIGNING_KEY?: string;
  };
}
