import { createStanding, type CutOff, type CutOffMatch, type Standing } from '@acme/token-core/standing';

/** Cut-offs that no token of the benchmark is covered by, of three kinds in turn. */
export function* strangersCutOffs(count: number): Generator<CutOff> {
  const before = Math.floor(Date.now() / 1000);
  for (let index = 0; index < count; index++) yield { match: matchOf(index), before };
}

function matchOf(index: number): CutOffMatch {
  const name = `stranger-${index}`;
  if (index % 3 === 0) return { sub: name };
  return index % 3 === 1 ? { client: name } : { jti: name };
}

/** A standing of one process that holds so many. */
export async function standingWith(count: number): Promise<Standing> {
  const standing = createStanding({
    longestTokenLife: 7200,
    maxCutOffs: 2_000_000,
    onEvent: () => undefined,
  });
  for (const cutOff of strangersCutOffs(count)) await standing.cutOff(cutOff);
  return standing;
}
