/**
 * A parser of `WWW-Authenticate` by RFC 9110 §11.6.1, written from the grammar alone: it shares nothing with what
 * writes the challenges.
 *
 *     WWW-Authenticate = [ challenge *( OWS "," OWS challenge ) ]
 *     challenge        = auth-scheme [ 1*SP ( token68 / [ auth-param *( OWS "," OWS auth-param ) ] ) ]
 *     auth-param       = token BWS "=" BWS ( token / quoted-string )
 */
export interface Challenge {
  readonly scheme: string;
  readonly token68?: string;
  readonly parameters: readonly (readonly [name: string, value: string])[];
}

const TOKEN = /[!#$%&'*+\-.^_`|~0-9A-Za-z]+/y;
const TOKEN68 = /[A-Za-z0-9\-._~+/]+=*(?=[ \t]*(?:,|$))/y;
// RFC 9110 §5.6.4. `obs-text` is left out: nothing that is written today may hold it.
const QUOTED = /"((?:[\t \x21\x23-\x5b\x5d-\x7e]|\\[\t \x21-\x7e])*)"/y;
const EQUALS = /[ \t]*=[ \t]*/y;
const COMMA = /[ \t]*,[ \t]*/y;
const SPACES = / +/y;

class Reader {
  #at = 0;
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#text.length;
  }

  take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text) ?? undefined;
    if (match !== undefined) this.#at += match[0].length;
    return match;
  }

  need(pattern: RegExp, what: string): RegExpExecArray {
    const match = this.take(pattern);
    if (match === undefined)
      throw new SyntaxError(`${what} expected at ${this.#at} of ${JSON.stringify(this.#text)}`);
    return match;
  }

  /** Runs a step; where it finds nothing, reading goes on from before it. */
  attempt<T>(step: () => T | undefined): T | undefined {
    const before = this.#at;
    const found = step();
    if (found === undefined) this.#at = before;
    return found;
  }
}

export function parseChallenges(text: string): readonly Challenge[] {
  const reader = new Reader(text);
  const challenges: Challenge[] = [];
  do {
    challenges.push(readChallenge(reader));
  } while (reader.take(COMMA) !== undefined);
  if (!reader.isAtEnd) reader.need(COMMA, 'a comma or the end');
  return challenges;
}

function readChallenge(reader: Reader): Challenge {
  const [scheme] = reader.need(TOKEN, 'a scheme');
  if (reader.take(SPACES) === undefined) return { scheme, parameters: [] };
  const first = readParameter(reader);
  if (first === undefined)
    return { scheme, token68: reader.need(TOKEN68, 'a parameter or token68')[0], parameters: [] };
  const parameters = [first];
  for (;;) {
    const next = reader.attempt(() => (reader.take(COMMA) === undefined ? undefined : readParameter(reader)));
    if (next === undefined) return { scheme, parameters };
    parameters.push(next);
  }
}

function readParameter(reader: Reader): readonly [string, string] | undefined {
  return reader.attempt(() => {
    const name = reader.take(TOKEN)?.[0];
    if (name === undefined || reader.take(EQUALS) === undefined) return undefined;
    const quoted = reader.take(QUOTED)?.[1];
    const value = quoted?.replaceAll(/\\(.)/g, '$1') ?? reader.take(TOKEN)?.[0];
    return value === undefined ? undefined : ([name, value] as const);
  });
}

/** The one way in which this project writes what {@link parseChallenges} has read. */
export function printChallenges(challenges: readonly Challenge[]): string {
  return challenges.map(printChallenge).join(', ');
}

function printChallenge({ scheme, token68, parameters }: Challenge): string {
  const rest =
    token68 ??
    parameters.map(([name, value]) => `${name}="${value.replaceAll(/["\\]/g, '\\$&')}"`).join(', ');
  return rest === '' ? scheme : `${scheme} ${rest}`;
}
