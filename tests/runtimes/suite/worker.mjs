// For workerd: the answer to any request is the result.
import { runSuite } from './main.mjs';

export default {
  async fetch(request) {
    return Response.json(await runSuite(new URL(request.url).searchParams.get('origin')));
  },
};
