/** What the command says about itself. */
export const USAGE = `token-doctor [options]

  --help
`;
