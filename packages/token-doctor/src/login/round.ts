/** One walk through code and PKCE: where it names the resource. */
export interface Round {
  readonly name: string;
  /** In the authorization request. */
  readonly asksAtAuthorization: boolean;
  /** In the token request. */
  readonly asksAtToken: boolean;
}

/** The four walks. The first is the right one; the others show where a token turns opaque. */
export const ROUNDS: readonly Round[] = [
  { name: 'both', asksAtAuthorization: true, asksAtToken: true },
  { name: 'authorization alone', asksAtAuthorization: true, asksAtToken: false },
  { name: 'token alone', asksAtAuthorization: false, asksAtToken: true },
  { name: 'neither', asksAtAuthorization: false, asksAtToken: false },
];

/** What came of one walk. */
export type RoundOutcome =
  | {
      readonly kind: 'token';
      readonly text: string;
      readonly form: 'jwt' | 'opaque';
      readonly scope: string | undefined;
    }
  | {
      readonly kind: 'refused';
      readonly at: 'authorization' | 'token';
      /** The error code of RFC 6749 §4.1.2.1 or §5.2. */
      readonly error: string;
    };
