/** An answer that is not the one hoped for, as RFC 9457 has it. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly status: number;

  /** @param detail - One sentence for the caller. Holds no secret. */
  constructor(status: number, detail: string) {
    super(detail);
    this.status = status;
  }
}

/** Refuses a request whose body is not as it should be. */
export function malformed(path: string, expected: string): never {
  throw new Problem(400, `${path}: expected ${expected}.`);
}
