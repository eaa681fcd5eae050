import { Inject, Injectable, type InjectionToken, type Type } from '@nestjs/common';

/**
 * Tells Nest what to give a constructor, in its order: `@Injectable()` and `@Inject(…)`, called. Written as decorators they would
 * make the compiler turn every `#` member of the class into a WeakMap, which a request pays for as well.
 */
export function injectInto(type: Type, tokens: readonly InjectionToken[]): void {
  Injectable()(type);
  for (const [index, token] of tokens.entries()) Inject(token)(type, undefined, index);
}
