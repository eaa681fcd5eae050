import type { Provider } from 'oidc-provider';

import { checkAccess } from '../access/check.js';
import type { Origin } from '../access/check-resources.js';
import { Directory } from '../access/directory.js';
import type { KeptAccess } from '../access/kept.js';
import type { AccessModel } from '../access/model.js';
import type { Listener } from '../http/loopback.js';
import type { KeySet } from '../keys/key-ring.js';
import { createAdapterFactory } from '../storage/adapter.js';
import type { Storage } from '../storage/storage.js';
import { createProvider } from './provider.js';
import type { ProviderParts } from './configuration.js';
import { createResources } from './resources.js';
import type { Resources } from './resources.js';

/** What ends when a user is suspended or deleted, as in Logto; a code that was issued before still redeems. */
const ENDED_WITH_USER = ['Session', 'RefreshToken', 'AccessToken'];

/** What answers below the issuer's path, and what it rests on. */
export interface Serving {
  readonly directory: Directory;
  readonly keys: KeySet;
  readonly provider: Provider;
  readonly resources: Resources;
  readonly listener: Listener;
}

/** What stays the same when keys or model change. */
export interface ServingParts extends Pick<
  ProviderParts,
  'cookies' | 'clock' | 'documents' | 'findScript' | 'onNotice' | 'onTokenRequest'
> {
  /** The issuer's own URL. */
  readonly url: string;
  readonly storage: Storage;
  readonly kept: KeptAccess;
  readonly onError: (error: unknown) => void;
}

/** Makes anew what is replaced as a whole: a request that has begun ends with what it began with. */
export interface Servings {
  readonly serve: (directory: Directory, keys: KeySet) => Serving;
  /** @param base - The model that was given; what is kept of the directory's changes belongs to it. */
  readonly createDirectory: (base: AccessModel, model?: AccessModel, origin?: Origin) => Directory;
}

/** @param parts - What all of them share. */
export function createServing(parts: ServingParts): Servings {
  const { url, storage, kept, clock, documents, onError } = parts;
  return {
    serve(directory, keys) {
      const resources = createResources(directory, keys.current);
      const adapter = createAdapterFactory(storage, directory, clock, documents);
      const provider = createProvider(url, { ...parts, directory, keys, resources, adapter }, onError);
      const answer = provider.callback();
      return {
        directory,
        keys,
        provider,
        resources,
        listener: (request, response) => {
          void answer(request, response);
        },
      };
    },
    createDirectory(base, model = base, origin = 'given') {
      const directory: Directory = new Directory(checkAccess(model, origin), {
        now: clock.now,
        onChange: () => {
          kept.keep(base, directory);
        },
        onUserEnd: (userId) => {
          for (const name of ENDED_WITH_USER) storage.deleteByAccount(name, userId);
        },
      });
      return directory;
    },
  };
}
