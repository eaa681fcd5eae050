import type { Mode } from './server.js';
import type { SigningKey } from './tokens.js';

/** One key set of the fault-injecting server, as a scenario gives it orders. */
export interface Endpoint {
  /** What a library is given; ends with a slash. */
  readonly base: string;
  order(mode: Mode, ...keys: readonly SigningKey[]): Promise<void>;
  fetches(): Promise<number>;
}

let endpoints = 0;

/** A new key set that nobody has asked for yet. */
export async function makeEndpoint(
  origin: string,
  mode: Mode,
  ...keys: readonly SigningKey[]
): Promise<Endpoint> {
  endpoints += 1;
  const control = `${origin}/${process.pid}-${endpoints}`;
  const order: Endpoint['order'] = async (nextMode, ...nextKeys) => {
    const body = JSON.stringify({ mode: nextMode, keys: nextKeys.map(({ jwk }) => jwk) });
    await fetch(control, { method: 'POST', body });
  };
  await order(mode, ...keys);
  return {
    base: `${control}/`,
    order,
    fetches: async () => Number(await (await fetch(control)).text()),
  };
}
