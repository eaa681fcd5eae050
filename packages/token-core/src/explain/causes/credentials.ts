import { type Finding, finding } from '../finding.js';
import type { Look } from '../look.js';
import { explainPlaceholder } from './placeholder.js';

/** 400: the header is there and breaks the syntax. */
export function explainCredentials({ error, credentials, header, mend, authorization = '' }: Look): Finding {
  if (error.check === 'repeated') {
    return finding(
      'credentials.repeated',
      'certain',
      `The request has more than one ${header} header, or two values in one.`,
      'Look at which of client, SDK and proxy adds the second one. Nobody here chooses between them.',
    );
  }
  if (error.check === 'value') {
    return finding('credentials.no-text', 'certain', `The value of the ${header} header is no text.`, mend);
  }
  const placeholder = explainPlaceholder(credentials);
  if (placeholder !== undefined) return placeholder;
  if (/^bearer\s/i.test(credentials)) {
    return finding(
      'credentials.twice',
      'certain',
      '`Bearer` stands twice in front of the token.',
      'Two places in the client add it; take one away.',
    );
  }
  if (/^["'“”]|["'“”]$/.test(credentials) || /^\s*["']/.test(authorization)) {
    return finding(
      'credentials.quotes',
      'certain',
      'The token is in quotes.',
      'Send the token without quotation marks around it.',
    );
  }
  if (/%[0-9a-f]{2}/i.test(credentials)) {
    return finding(
      'credentials.encoded',
      'certain',
      'The token is URL-encoded: it holds percent signs.',
      'Send it as it is; nothing in it has to be encoded.',
    );
  }
  if (/\s/.test(credentials)) {
    return finding(
      'credentials.blank',
      'certain',
      'White space stands within the token: it was broken into lines when it was copied, or two values were sent.',
      'Send the token in one piece, without line breaks and blanks.',
    );
  }
  return finding(
    'credentials.syntax',
    'certain',
    `The ${header} header does not hold exactly one token.`,
    mend,
  );
}
