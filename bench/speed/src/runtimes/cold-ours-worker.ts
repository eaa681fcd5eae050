// A Worker of its own: its first answer is its first verified token.
import { verifyFirst } from './cold-ours.js';

export default {
  async fetch(request: Request): Promise<Response> {
    const { searchParams } = new URL(request.url);
    const [jwksUri = '', issuer = '', token = ''] = ['jwksUri', 'issuer', 'token'].map(
      (name) => searchParams.get(name) ?? '',
    );
    await verifyFirst({ jwksUri, issuer, token });
    return new Response('verified');
  },
};
