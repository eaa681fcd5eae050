import { IncomingMessage, type Server, ServerResponse } from 'node:http';
import { Socket } from 'node:net';

/** A request that is read and a response that goes nowhere: all of Node.js but the sockets. */
export function requestTo(server: Server, url: string, authorization: string): () => Promise<bigint> {
  const incoming = new IncomingMessage(new Socket());
  incoming.method = 'GET';
  incoming.url = url;
  incoming.httpVersionMajor = 1;
  incoming.httpVersionMinor = 1;
  incoming.httpVersion = '1.1';
  incoming.rawHeaders = [
    'Host',
    '127.0.0.1',
    'Connection',
    'keep-alive',
    'accept',
    'application/json',
    'authorization',
    authorization,
  ];
  incoming.headers = {
    host: '127.0.0.1',
    connection: 'keep-alive',
    accept: 'application/json',
    authorization,
  };
  incoming.complete = true;
  incoming.push(null);
  const outgoing = new ServerResponse(incoming);
  return () =>
    new Promise((resolve, reject) => {
      outgoing.end = () => {
        const done = process.hrtime.bigint();
        if (outgoing.statusCode === 200) resolve(done);
        else reject(new Error(`The app answered ${outgoing.statusCode}.`));
        return outgoing;
      };
      server.emit('request', incoming, outgoing);
    });
}
