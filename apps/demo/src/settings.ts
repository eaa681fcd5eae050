/** Where everything listens, and for whom the tokens are (the ports are part of the documentation). */
export const ISSUER_PORT = 3300;
export const RESOURCE = process.env['TOKEN_RESOURCE'] ?? 'https://api.example.com';
export const OTHER_RESOURCE = 'https://other.example.com';

/** An authorization server that runs elsewhere, such as a Logto tenant; then none is started here. */
export const FOREIGN_ISSUER = process.env['TOKEN_ISSUER'];

const ARGUMENTS = process.argv.slice(2);
/** `--exit`: end after the table, with exit code 1 if an answer was not the expected one. */
export const ENDS_AFTER_TABLE = ARGUMENTS.includes('--exit');

/** @throws Error for what would be without effect on the command line. */
export function checkArguments(): void {
  const stray = ARGUMENTS.find((argument) => argument !== '--exit');
  if (stray !== undefined) throw new Error(`The demo takes --exit and nothing else, found ${stray}.`);
}
