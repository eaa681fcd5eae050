/** The command line is wrong. The message is for the person who typed it, and holds no value that stood there. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
