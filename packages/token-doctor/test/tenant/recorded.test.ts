import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { explainAccess } from '../../src/causes/access.js';
import { createManagement } from '../../src/tenant/management.js';
import { readAccess } from '../../src/tenant/read-access.js';
import { listen } from '../support/servers.js';

type Entity = Record<string, unknown>;
interface Recorded {
  readonly request?: { readonly method: string; readonly path: string };
  readonly response: { readonly status: number; readonly body: unknown };
}

const RECORDING = new URL('../../../token-issuer/test/vectors/management-api.json', import.meta.url);
const recording = JSON.parse(readFileSync(RECORDING, 'utf8')) as readonly Recorded[];
const PLAN = 'https://plan.example.com';

/** What a Logto server answered first. */
function recorded(path: string): Recorded['response'] | undefined {
  return recording.find(({ request }) => request?.method === 'GET' && request.path === path)?.response;
}

const held = recorded('/api/roles/<role plan-reader>/scopes')?.body as readonly Entity[];

/** The recording has the permissions of that resource in another answer than the list of resources. */
function resources(): readonly Entity[] {
  const all = recorded('/api/resources?includeScopes=true')?.body as readonly Entity[];
  return all.map((each) =>
    each['indicator'] === PLAN
      ? { ...each, scopes: held.map((scope) => ({ ...scope, resource: undefined })) }
      : each,
  );
}

/** Answers as the recorded server did, page by page where the list is long. */
async function replay(): Promise<string> {
  return listen((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const path = decodeURIComponent(url.pathname);
    const answer = (status: number, body: unknown): void =>
      void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (path === '/api/resources') return answer(200, resources());
    const username = url.searchParams.get('search.username');
    if (path === '/api/users') {
      const users = recorded('/api/users')?.body as readonly Entity[];
      return answer(
        200,
        users.filter((user) => user['username'] === username),
      );
    }
    if (path.endsWith('/organizations') || path === '/api/organization-roles') return answer(200, []);
    const known =
      recorded(path) ??
      recorded(path.startsWith('/api/users') ? '/api/users/nosuch' : '/api/applications/nosuch');
    return answer(known?.status ?? 404, known?.body ?? {});
  });
}

const question = { indicator: PLAN, impliedBy: [] };

describe('token-doctor can: in the shapes that a Logto server was recorded with', () => {
  it('the way from a user by a role to a permission', async () => {
    const management = createManagement({ endpoint: await replay(), token: 'x', timeout: 5000 });
    const facts = await readAccess(management, { ...question, who: 'carol', permission: 'read:plan' });
    expect(facts.subject).toMatchObject({ kind: 'user', name: 'carol', isSuspended: false });
    expect(facts.paths).toEqual([{ role: 'plan-seer', organization: undefined, permission: 'read:plan' }]);
    expect(explainAccess({ ...facts, asked: undefined, granted: undefined })).toBeUndefined();
  });

  it('a name that nobody has, and a permission that is not there', async () => {
    const management = createManagement({ endpoint: await replay(), token: 'x', timeout: 5000 });
    const nobody = await readAccess(management, { ...question, who: 'nobody', permission: 'read:plan' });
    expect(explainAccess({ ...nobody, asked: undefined, granted: undefined })?.cause).toBe(
      'access.no-subject',
    );
    const other = await readAccess(management, { ...question, who: 'carol', permission: 'read:orders' });
    expect(explainAccess({ ...other, asked: undefined, granted: undefined })?.cause).toBe(
      'access.other-resource',
    );
  });
});
