import { sendText } from '../http/router.js';
import type { OpenConsole, OpenParts } from './open.js';

/**
 * The console, loaded when the first page is asked for: most issuers are started by a test, and no person visits them. Possible
 * were an import at the start, which costs every test its time, and an entry of its own that a user has to mount, which is not
 * there when somebody wants to look.
 */
export function openAtFirstVisit(parts: OpenParts): OpenConsole {
  let loading: Promise<OpenConsole> | undefined;
  let isClosed = false;

  async function load(): Promise<OpenConsole> {
    const { openConsole } = await import('./open.js');
    return openConsole(parts);
  }

  return {
    listener: (request, response) => {
      loading ??= load();
      loading.then(
        ({ listener, close }) => {
          if (isClosed) close();
          listener(request, response);
        },
        (error: unknown) => {
          loading = undefined;
          parts.pages.onError(error);
          sendText(response, 500, 'The console could not be loaded. The output of the server says why.');
        },
      );
    },
    close: () => {
      isClosed = true;
      void loading?.then(
        ({ close }) => {
          close();
        },
        () => undefined,
      );
    },
  };
}
