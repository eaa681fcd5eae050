declare module 'express-4' {
  const express: unknown;
  export default express;
}
declare module 'express-4-newest' {
  const express: unknown;
  export default express;
}
declare module 'polka' {
  import type { IncomingMessage, ServerResponse } from 'node:http';
  type Middleware = (
    request: IncomingMessage,
    response: ServerResponse,
    next: (error?: string | Error) => void,
  ) => void;
  interface Polka {
    readonly handler: (request: IncomingMessage, response: ServerResponse) => void;
    use(...middleware: Middleware[]): Polka;
    get(path: string, ...middleware: Middleware[]): Polka;
  }
  export default function polka(): Polka;
}
