/**
 * The first secret or token that has not expired.
 *
 * @param now - Milliseconds since the epoch, by the issuer's clock.
 */
export function firstUsable<T extends { readonly expiresAt: number | undefined }>(
  things: ReadonlyMap<string, T>,
  now: number,
): T | undefined {
  return [...things.values()].find(({ expiresAt }) => expiresAt === undefined || expiresAt > now);
}
