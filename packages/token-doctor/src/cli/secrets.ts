import { UsageError } from './usage-error.js';

/** Names under which people try to hand a secret over. */
const SECRET_OPTION =
  /^--?(?:[a-z-]*(?:token|secret|password|bearer|authorization|pat|credentials?)[a-z-]*)(?:=|$)/i;
/** Texts that are secrets by their form: a JWT, a personal access token, credentials with their scheme, a cURL line. */
const SECRET_TEXT =
  /^(?:eyJ|pat_|bearer\s|basic\s|authorization\s*:)|(?:^|\s)authorization\s*:\s*\w|^curl\s|:\/\/[^/\s@]+:[^/\s@]+@/i;

/**
 * Refuses secrets on the command line, before anything else is read of it.
 *
 * @throws UsageError that does not repeat it.
 */
export function refuseSecrets(parameters: readonly string[]): void {
  const isSecret = parameters.some((text) => SECRET_OPTION.test(text) || SECRET_TEXT.test(text));
  if (!isSecret) return;
  throw new UsageError(
    'A secret is never an argument: it would stand in the history of the shell and in the list of processes. Send a token on standard input: pbpaste | token-doctor. Credentials of a client stand in environment variables: TOKEN_DOCTOR_CLIENT_ID and TOKEN_DOCTOR_CLIENT_SECRET. What was typed has to be changed at its source if others can see this screen.',
  );
}
