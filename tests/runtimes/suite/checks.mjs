/** Counts what holds and keeps what does not: the whole of a test framework that every runtime has. */
export class Checks {
  passed = 0;
  failures = [];

  equal(title, found, expected) {
    const [have, want] = [JSON.stringify(found), JSON.stringify(expected)];
    if (have === want) this.passed++;
    else this.failures.push(`${title}: expected ${want}, found ${have}`);
  }

  /** A group of checks. What it throws is a failure, not the end. */
  async group(title, run) {
    try {
      await run(this);
    } catch (error) {
      this.failures.push(
        `${title}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
      );
    }
  }
}
