import { createServer } from 'node:net';

/** @throws Error that says so when something listens there already. */
export async function expectFree(port: number, owner: string): Promise<void> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const isUsed = error.code === 'EADDRINUSE';
      reject(
        isUsed
          ? new Error(
              `Port ${port}, which the ${owner} needs, is in use. End what listens there and try again.`,
            )
          : error,
      );
    });
    server.listen(port, 'localhost', resolve);
  });
  await new Promise((resolve) => server.close(resolve));
}
