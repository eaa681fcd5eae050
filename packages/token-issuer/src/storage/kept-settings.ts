import { calculateJwkThumbprint, importJWK, jwtVerify, SignJWT } from 'jose';
import type { JWK } from 'jose';
import { z } from 'zod/v3';

import { checkAccess } from '../access/check.js';
import { ACCESS, fingerprint } from '../access/kept.js';
import type { AccessModel } from '../access/model.js';
import { SIGNING_ALGORITHMS } from '../keys/signing-key.js';
import type { SigningAlgorithm } from '../keys/signing-key.js';
import { COOKIE_KEY, KEYS } from '../keys/stored-keys.js';
import { CUSTOMIZERS } from '../management/customizers.js';
import { HOOK_EVENTS } from '../webhooks/events.js';
import { HOOKS } from '../webhooks/hooks.js';
import type { Storage } from './storage.js';

/** The members of a key that are no secret (RFC 7518 §6.2.1 and §6.3.1). */
const PUBLISHED: readonly string[] = ['kty', 'crv', 'x', 'y', 'n', 'e'];
const moment = z.number().finite();
const texts = z.record(z.string());
const event = z.enum(HOOK_EVENTS);

const signingKey = z
  .object({
    kid: z.string().min(1),
    algorithm: z.enum(SIGNING_ALGORITHMS as [SigningAlgorithm, ...SigningAlgorithm[]]),
    privateKey: z.object({ kid: z.string(), use: z.literal('sig') }).passthrough(),
    createdAt: moment,
  })
  .refine(isWhole, 'expected a private key that fits its kid and its algorithm');

/** What the storage keeps beside records, by its name there. */
const SETTINGS: Readonly<Record<string, z.ZodTypeAny>> = {
  [KEYS]: z.object({
    current: signingKey,
    next: signingKey.optional(),
    previous: signingKey.optional(),
    activateAt: moment.optional(),
  }),
  [HOOKS]: z
    .object({
      id: z.string().min(1),
      name: z.string(),
      event: event.nullable(),
      events: event.array(),
      config: z.object({ url: z.string(), headers: texts.optional(), retries: z.number().optional() }),
      signingKey: z.string().min(1),
      enabled: z.boolean(),
      createdAt: moment,
    })
    .array(),
  [CUSTOMIZERS]: z
    .tuple([
      z.enum(['access-token', 'client-credentials']),
      z.object({
        script: z.string(),
        environmentVariables: texts.optional(),
        contextSample: z.record(z.unknown()).optional(),
        tokenSample: z.record(z.unknown()).optional(),
        blockIssuanceOnError: z.boolean().optional(),
      }),
    ])
    .array(),
  [ACCESS]: z.object({ base: z.string(), model: z.record(z.unknown()) }),
};

/**
 * Checks what a file keeps beside records: somebody may have edited it, or an older version of this program written it.
 *
 * @param given - The access model of this start: kept changes of another one do not count, so they are not looked into.
 * @throws Error that names the file, the setting and the member, and holds no value: there are secrets among them.
 */
export async function checkSettings(storage: Storage, file: string, given: AccessModel): Promise<void> {
  const wrong = (name: string, what: string): never => {
    throw new Error(`storageFile: ${name}: ${what} (${file}). Mend it there, or begin with another file.`);
  };
  if (storage.setting(COOKIE_KEY) === '') wrong(COOKIE_KEY, 'expected a secret, found an empty text');
  for (const [name, shape] of Object.entries(SETTINGS)) {
    const text = storage.setting(name);
    // An empty text is what the access model leaves where its changes were forgotten.
    if (text === undefined || (name === ACCESS && text === '')) continue;
    const value = parse(text) ?? wrong(name, 'expected JSON');
    const { error } = await shape.safeParseAsync(value);
    const [issue] = error?.issues ?? [];
    if (issue !== undefined) wrong([name, ...issue.path].join('.'), issue.message);
    const { base, model } = value as { readonly base?: string; readonly model?: AccessModel };
    if (name !== ACCESS || base !== fingerprint(given)) continue;
    try {
      checkAccess(model as AccessModel, 'kept');
    } catch (mistake) {
      wrong(`${name}.model`, (mistake as Error).message);
    }
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) ?? undefined;
  } catch {
    return undefined;
  }
}

interface KeptKey {
  readonly kid: string;
  readonly algorithm: SigningAlgorithm;
  readonly privateKey: JWK;
}

/** Whether what the key signs is verified by what is published of it. */
async function isWhole({ kid, algorithm, privateKey }: KeptKey): Promise<boolean> {
  const members = Object.entries(privateKey).filter(([name]) => PUBLISHED.includes(name));
  const published = Object.fromEntries(members) as JWK;
  try {
    if (privateKey.kid !== kid || (await calculateJwkThumbprint(published)) !== kid) return false;
    const key = await importJWK(privateKey, algorithm);
    const signed = await new SignJWT().setProtectedHeader({ alg: algorithm }).sign(key);
    await jwtVerify(signed, await importJWK(published, algorithm));
    return true;
  } catch {
    return false;
  }
}
