import { createContext, Script } from 'node:vm';

import type { CustomClaims } from '../access/custom-claims.js';

/** The name that Logto's scripts give their function. */
const NAME = 'getCustomJwtClaims';
/** Where it finds what it is told. */
const INPUT = 'customClaimsInput';
/** How long a script may keep the server from everything else, in milliseconds. */
const LONGEST_RUN = 1000;

/**
 * A custom-claims script of Logto's, as text. It sees the globals of the language, `fetch`, `URL` and the like, and
 * no module. This keeps mistakes apart, not attackers: whoever may set a script could as well edit the access file.
 *
 * @throws SyntaxError for a text that is no script.
 */
export function compileScript(text: string): CustomClaims {
  const script = new Script(`${text}\n;${NAME}(${INPUT})`, { filename: 'custom-claims.js' });
  return async (input) => {
    const context = createContext({
      [INPUT]: input,
      AbortSignal,
      Buffer,
      console,
      fetch,
      Headers,
      Request,
      Response,
      structuredClone,
      TextDecoder,
      TextEncoder,
      URL,
      URLSearchParams,
    });
    return script.runInContext(context, { timeout: LONGEST_RUN }) as ReturnType<CustomClaims>;
  };
}
