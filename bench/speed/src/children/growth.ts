// What grows with the number of verifiers, of known tokens or of routes. Run with --expose-gc.
import type { GrowthKind, GrowthOrder, GrowthPoint } from '../growth/contract.js';
import { growRoutes } from '../growth/routes.js';
import { growTokens } from '../growth/tokens.js';
import { growVerifiers } from '../growth/verifiers.js';

const GROW: Readonly<Record<GrowthKind, (order: GrowthOrder) => Promise<readonly GrowthPoint[]>>> = {
  verifiers: growVerifiers,
  tokens: growTokens,
  routes: growRoutes,
};

// A parent that is gone will not ask for it.
process.on('disconnect', () => process.exit());

const order = JSON.parse(process.argv[2] ?? '') as GrowthOrder;
process.send?.(await GROW[order.kind](order));
process.disconnect();
