import { type Authority, mintToken } from './authority.js';

/** Tokens that are handed out in turn, each time as a new string, as they come out of a request's header. */
export class TokenPool {
  readonly size: number;
  readonly #tokens: readonly Buffer[];

  constructor(tokens: readonly string[]) {
    this.size = tokens.length;
    this.#tokens = tokens.map((token) => Buffer.from(token, 'latin1'));
  }

  /** Mints that many distinct tokens. */
  static mint(authority: Authority, size: number): TokenPool {
    return new TokenPool(Array.from({ length: size }, () => mintToken(authority)));
  }

  /** A string that nobody has seen before, neither its hash. */
  fresh(index: number): string {
    return this.bytes(index).toString('latin1');
  }

  /** The bytes of a token. */
  bytes(index: number): Buffer {
    const token = this.#tokens[index % this.size];
    if (token === undefined) throw new RangeError('A pool without tokens.');
    return token;
  }
}
