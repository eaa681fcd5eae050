import { type Finding, finding } from '../finding.js';

/** What stands where a token should: a word, an object, a template. Never quoted but for these very words. */
export function explainPlaceholder(credentials: string): Finding | undefined {
  if (credentials === '') {
    return finding(
      'token.nothing',
      'certain',
      'Nothing follows `Bearer`: the token is empty.',
      'Send the access token after `Bearer `; wait until there is one.',
    );
  }
  const word = /^(?:undefined|null|NaN|true|false)$/i.exec(credentials)?.[0];
  if (word !== undefined) {
    return finding(
      'token.word',
      'certain',
      `The word "${word.toLowerCase()}" was sent as the token: the client sent the request before it had one, or read it from the wrong place.`,
      'Await the token in the client, and send no request while nobody is signed in.',
      'an access token',
      word.toLowerCase(),
    );
  }
  if (/^\[object Promise\]?/i.test(credentials)) {
    return finding(
      'token.promise',
      'certain',
      'A Promise was sent as the token: `[object Promise]`.',
      'Write `await` in front of what gives the token.',
      'an access token',
      '[object Promise]',
    );
  }
  if (/^\[object /i.test(credentials)) {
    return finding(
      'token.object',
      'certain',
      'An object was sent as the token: `[object …]`.',
      'Send its text: `access_token` of the token answer, or `accessToken` of the SDK’s.',
      'an access token',
      '[object]',
    );
  }
  if (credentials.startsWith('{') && credentials.includes('"')) {
    return finding(
      'token.json',
      'certain',
      'JSON was sent as the token: the whole answer of the token endpoint.',
      'Send the value of its member `access_token` alone.',
    );
  }
  if (
    /^(?:<[^>]*>|\{\{?[^}]*\}?\}|\$\{?\w+\}?|%\w+%|your[-_ ]?\w*[-_ ]?token|x{3,}|token|access[-_]?token)$/i.test(
      credentials,
    )
  ) {
    return finding(
      'token.placeholder',
      'certain',
      'A placeholder was sent as the token: a variable or template that nobody has filled in.',
      'Put the access token in its place, and check that the variable is set where the request is made.',
    );
  }
  return undefined;
}
