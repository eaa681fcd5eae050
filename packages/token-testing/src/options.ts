import { fail } from '@acme/token-core/adapter';

/** A text that is not empty. */
export function expectText(option: string, value: unknown): string {
  if (typeof value !== 'string' || value === '') fail(option, 'a non-empty string');
  return value;
}
