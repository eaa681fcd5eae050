/** What checks signatures: on Node.js two engines, elsewhere one under both names. */
export const ENGINES = ['fastest', 'web-crypto'];
