// The workload as a Worker. Its clock stands still while it works, so the parent looks at its own.
import { type Kind, prepareWorkload, type Workload } from './workload.js';

let workload: Promise<Workload> | undefined;

export default {
  async fetch(request: Request): Promise<Response> {
    const { searchParams } = new URL(request.url);
    // Keys cannot be made outside of a request.
    workload ??= prepareWorkload();
    const work = await workload;
    await work(searchParams.get('kind') as Kind, Number(searchParams.get('count')));
    return new Response('done');
  },
};
