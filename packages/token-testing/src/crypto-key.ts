/**
 * A key of Web Crypto, by whichever types a project has for it: those of a browser, of Node.js or of Workers. Node.js declares the
 * value alone, and a project without any of them knows no such name. jose's type would bring all its declarations along.
 */
export type CryptoKey = typeof globalThis extends {
  readonly CryptoKey: { readonly prototype: infer Key extends object };
}
  ? Key
  : object;
