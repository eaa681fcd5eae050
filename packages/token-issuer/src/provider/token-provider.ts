import { Provider } from 'oidc-provider';
import type { KoaContextWithOIDC, TokenEndpointGrantContext } from 'oidc-provider';

/** Called before a grant, with the name that it has in `grant_type`. */
export type BeforeGrant = (name: string, ctx: KoaContextWithOIDC) => void;

/** The grants that take `organization_id` beside their own parameters. */
const WITH_ORGANIZATION: readonly string[] = ['refresh_token', 'client_credentials'];
// A private field would not be there yet when oidc-provider's constructor registers its grants.
const hooks = new WeakMap<Provider, BeforeGrant>();

/** oidc-provider, whose own grants know `organization_id` and can be prepared for. */
export class TokenProvider extends Provider {
  /** Sets what is called before each grant. */
  set beforeGrant(hook: BeforeGrant) {
    hooks.set(this, hook);
  }

  // oidc-provider registers its own grants with this too, while it is constructed.
  override registerGrantType<Params extends object>(
    name: string,
    handler: (ctx: TokenEndpointGrantContext<Params>) => void | Promise<void>,
    params?: string | readonly string[] | ReadonlySet<string>,
    dupes?: string | readonly string[] | ReadonlySet<string>,
  ): void {
    const names = typeof params === 'string' ? [params] : [...(params ?? [])];
    if (WITH_ORGANIZATION.includes(name)) names.push('organization_id');
    const prepared = async (ctx: TokenEndpointGrantContext<Params>): Promise<void> => {
      hooks.get(this)?.(name, ctx);
      await handler(ctx);
    };
    super.registerGrantType(name, prepared, names, dupes);
  }
}
