import { UsageError } from '../cli/usage-error.js';
import { CurlSyntaxError, parseCurl } from '../curl/parse-curl.js';
import type { Command } from './command.js';
import { judge } from './judge.js';

/** `token-doctor curl`: the request as a browser would send it. */
export const curlCommand: Command = (context) =>
  judge(context, (text) => {
    try {
      parseCurl(text);
      return text;
    } catch (error) {
      if (!(error instanceof CurlSyntaxError)) throw error;
      throw new UsageError(`Standard input: ${error.message}`);
    }
  });
