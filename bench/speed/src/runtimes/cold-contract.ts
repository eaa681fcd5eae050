/** Who verifies the first token. */
export type ColdPeer = 'ours' | 'jose';

/** What both are told. */
export interface ColdOrder {
  readonly jwksUri: string;
  readonly issuer: string;
  readonly token: string;
}

/** The resource that the token is for. */
export const COLD_RESOURCE = 'https://api.example.com';
