/** Whether a value is a key or a certificate as text (RFC 7468). */
export function isPem(value: unknown): boolean {
  return typeof value === 'string' && /^\s*-----BEGIN /.test(value);
}
