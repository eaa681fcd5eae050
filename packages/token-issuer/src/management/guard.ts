import { z } from 'zod/v3';
import type { ZodTypeAny } from 'zod/v3';

import { YEAR } from '../access/expectation.js';
import { Refusal } from './refusal.js';

/** What a route takes. Members that it does not name are dropped, as in Logto. */
export type Guard = ZodTypeAny;

/** Reads what a request brought. @throws Refusal `guard.invalid_input`, with what is wrong with each member. */
export function guard<G extends Guard>(
  type: 'body' | 'query' | 'params',
  shape: G,
  value: unknown,
): z.output<G> {
  const result = shape.safeParse(value);
  if (result.success) return result.data as z.output<G>;
  throw new Refusal(400, 'guard.invalid_input', { words: { type }, data: result.error });
}

/** A text that is not empty. */
export const text = z.string().min(1);
/** A text for people. @param longest - In characters. */
export const textUpTo = (longest: number) => z.string().min(1).max(longest);
/** Ids in a body; an empty list is taken. */
export const ids = z.string().min(1).array();
/** Ids in a body, at least one. */
export const someIds = ids.nonempty();
/** Data of one's own: a JSON object. */
export const jsonObject = z.record(z.unknown());
/** Moments in bodies: milliseconds since the epoch, up to the end of the year 9999, after which ISO 8601 has no four digits. */
export const moment = z.number().max(253_402_300_799_999);
/** Seconds in bodies, for which something is to live: 0 and less are taken too, as by Logto. */
export const life = z.number().int().min(-YEAR).max(YEAR);
