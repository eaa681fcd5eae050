/** So many requests at a time: enough to hide a slow host's latency, few enough for one core. */
const AT_A_TIME = 8;

/** Does the work for every item, a few at a time, and joins the outcomes in the order of the items. */
export async function inBatches<T, R>(
  items: readonly T[],
  work: (item: T) => Promise<readonly R[]>,
): Promise<readonly R[]> {
  const outcomes: R[] = [];
  for (let from = 0; from < items.length; from += AT_A_TIME) {
    const batch = await Promise.all(items.slice(from, from + AT_A_TIME).map(work));
    outcomes.push(...batch.flat());
  }
  return outcomes;
}
