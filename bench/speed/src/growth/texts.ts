/** Header texts in one buffer, handed out as new strings: a million strings of their own would be what is measured. */
export class HeaderTexts {
  readonly #bytes: Buffer;
  readonly #ends: Uint32Array;
  #size = 0;

  /** @param most - How many at most, of at most so many bytes each. */
  constructor(most: number, longest: number) {
    this.#bytes = Buffer.alloc(most * longest);
    this.#ends = new Uint32Array(most + 1);
  }

  get size(): number {
    return this.#size;
  }

  add(token: string): void {
    const start = this.#ends[this.#size] ?? 0;
    this.#size += 1;
    this.#ends[this.#size] = start + this.#bytes.write(`Bearer ${token}`, start, 'latin1');
  }

  /** A string that nobody has seen before. */
  fresh(index: number): string {
    return this.#bytes.toString('latin1', this.#ends[index], this.#ends[index + 1]);
  }
}

/** A request as Node.js has it, as far as a decision reads it. */
export function requestWith(authorization: string) {
  return { method: 'GET', headers: { authorization }, rawHeaders: ['authorization', authorization] };
}
