import { describe, expect, it } from 'vitest';
import type { ContractHost } from './host.js';

/** Declares the whole contract as Vitest tests. Call it at the top level of a test file, once per host. */
export function adapterContract(host: ContractHost): void {
  describe(`the adapter contract: ${host.name}`, () => {
    it('has a name', () => expect(host.name).not.toBe(''));
  });
}
