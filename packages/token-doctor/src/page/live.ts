import { Live } from 'local-pages';
import type { Refusals } from './refusals.js';
import { listItem } from './views/list.js';

/** Sends new refusals to the pages that are open. @param base - The path of the page, with its key. */
export function liveRefusals(refusals: Refusals, base: string): Live {
  return new Live({
    event: 'refusals',
    counted: () => refusals.counted,
    after: (id) => refusals.after(id).map((refusal) => ({ id: refusal.id, item: listItem(refusal, base) })),
  });
}
