import { z } from 'zod/v3';

import type { CustomizerKind } from '../customizers.js';
import { guard, jsonObject } from '../guard.js';
import { noSuch, notFound, Refusal } from '../refusal.js';
import { done, ok, route } from '../route.js';
import type { Route } from '../route.js';

const KINDS = { AccessToken: 'access-token', ClientCredentials: 'client-credentials' } as const;
/** Logto's names of the two in its configuration. */
const KEYS = { 'access-token': 'jwt.accessToken', 'client-credentials': 'jwt.clientCredentials' } as const;

const pathShape = z.object({ tokenTypePath: z.nativeEnum(KINDS) });
const customizer = z.object({
  script: z.string(),
  environmentVariables: z.record(z.string()).optional(),
  contextSample: jsonObject.optional(),
  tokenSample: jsonObject.optional(),
  blockIssuanceOnError: z.boolean().optional(),
});

/** Scripts that add claims to tokens. */
export const customClaimsRoutes: readonly Route[] = [
  route('GET', '/configs/jwt-customizer', {
    answer: ({ tenant }) =>
      ok(
        Object.values(KINDS).flatMap((kind) => {
          const value = tenant.customizers.get(kind);
          return value === undefined ? [] : [{ key: KEYS[kind], value }];
        }),
      ),
  }),
  // Running what a request brings is for the token endpoint, where the person who set it signs for it.
  route('POST', '/configs/jwt-customizer/test', {
    answer: () => {
      throw new Refusal(501, 'request.feature_not_supported');
    },
  }),
  route('GET', '/configs/jwt-customizer/:tokenTypePath', {
    answer: ({ tenant, params }) => {
      const kind = readKind(params);
      return ok(tenant.customizers.get(kind) ?? refuse(kind));
    },
  }),
  route('PUT', '/configs/jwt-customizer/:tokenTypePath', {
    body: z.unknown(),
    answer: ({ tenant, params, body }) => {
      const kind = readKind(params);
      const value = guard('body', customizer, body);
      const status = tenant.customizers.get(kind) === undefined ? 201 : 200;
      tenant.customizers.set(kind, value);
      return { status, body: value };
    },
  }),
  route('PATCH', '/configs/jwt-customizer/:tokenTypePath', {
    body: z.unknown(),
    answer: ({ tenant, params, body }) => {
      const kind = readKind(params);
      const changes = guard('body', customizer, body);
      const value = { ...(tenant.customizers.get(kind) ?? refuse(kind)), ...changes };
      tenant.customizers.set(kind, value);
      return ok(value);
    },
  }),
  route('DELETE', '/configs/jwt-customizer/:tokenTypePath', {
    answer: ({ tenant, params }) => {
      if (!tenant.customizers.remove(readKind(params))) throw notFound();
      return done;
    },
  }),
];

function readKind(params: Readonly<Record<string, string>>): CustomizerKind {
  return guard('params', pathShape, params).tokenTypePath;
}

function refuse(kind: CustomizerKind): never {
  throw noSuch('logto_config', KEYS[kind]);
}
