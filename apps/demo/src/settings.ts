/** Where everything listens, and for whom the tokens are (the ports are part of the documentation). */
export const ISSUER_PORT = 3300;
export const RESOURCE = process.env['TOKEN_RESOURCE'] ?? 'https://api.example.com';
export const OTHER_RESOURCE = 'https://other.example.com';

/** An authorization server that runs elsewhere, such as a Logto tenant; then none is started here. */
export const FOREIGN_ISSUER = process.env['TOKEN_ISSUER'];

/** `--exit`: end after the table, with exit code 1 if an answer was not the expected one. */
export const ENDS_AFTER_TABLE = process.argv.slice(2).includes('--exit');
