import { isLoopbackHost } from '@acme/token-core/adapter';
import { finding } from '@acme/token-core/explain';
import type { Verifier } from '@acme/token-core';
import { explainLogin, explainNoCallback } from '../causes/login.js';
import { UsageError } from '../cli/usage-error.js';
import { examine } from '../evidence/examine.js';
import { createLoginClient, type LoginSettings } from '../login/client.js';
import { openBrowser } from '../login/open-browser.js';
import type { Round, RoundOutcome } from '../login/round.js';
import { tryAuthorization } from '../login/try-authorization.js';
import { walk, type Walked } from '../login/walk.js';
import { codeOf } from '../look/bounded-fetch.js';
import { type Check, report, type Report } from '../report/report.js';
import type { Command, CommandContext } from './command.js';
import { requirementOf } from './requirement-of.js';
import { verifierOf } from './verifier-of.js';

const REDIRECT_URI = 'http://127.0.0.1:8976/callback';

/** `token-doctor login`: walks code and PKCE with and without `resource`, and shows where the token turns opaque. */
export const loginCommand: Command = async ({ given, environment, tell }) => {
  const { client: clientId, open } = given.values;
  if (clientId === undefined) throw new UsageError('login needs --client <id>.');
  const redirectUri = loopbackAddress(given.values['redirect-uri'] ?? REDIRECT_URI);
  const loaded = await verifierOf(given);
  if (!loaded.ok)
    return report(loaded.isCause ? { findings: [loaded.finding] } : { obstacles: [loaded.finding] });
  const { verifier } = loaded;
  const requirement = requirementOf(given, verifier);
  const [issuer = ''] = verifier.issuers;
  const settings: LoginSettings = {
    issuer,
    clientId,
    clientSecret: secretOf(clientId, environment),
    redirectUri: given.values['redirect-uri'] ?? REDIRECT_URI,
    resource: verifier.resource.indicator,
    scope: ['openid', ...(given.values.scope ?? Object.keys(verifier.resource.scopes))].join(' '),
    timeout: given.timeout,
  };
  try {
    const client = await createLoginClient(settings);
    const trial = await client.start({ name: 'trial', asksAtAuthorization: true, asksAtToken: true });
    const refused = await tryAuthorization(trial.url, given.timeout);
    if (refused !== undefined)
      return report({ findings: [explainLogin({ ...settings, error: refused, at: 'authorization' })] });
    const walked = await walk(client, redirectUri, (url) => {
      tell(`Open this address and sign in; ${redirectUri.href} waits for you:\n\n  ${url.href}\n`);
      if (open) openBrowser(url);
    });
    return await reportOf(walked, settings, verifier, requirement);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    return report({ obstacles: [brokenOff(error, settings)] });
  }
};

/** The secret in the environment, unless it is another client's. */
function secretOf(clientId: string, environment: CommandContext['environment']): string | undefined {
  const owner = environment['TOKEN_DOCTOR_CLIENT_ID'] || clientId;
  return owner === clientId ? environment['TOKEN_DOCTOR_CLIENT_SECRET'] || undefined : undefined;
}

async function reportOf(
  walked: Walked,
  settings: LoginSettings,
  verifier: Verifier,
  requirement: ReturnType<typeof requirementOf>,
): Promise<Report> {
  const checks = walked.map(([round, outcome]) => checkOf(round, outcome));
  const [, right] = walked[0] ?? [];
  if (right === undefined) return report({ obstacles: [explainNoCallback(settings.redirectUri)] });
  const notLookedAt = walked.length < 4 ? ['the other walks: the browser did not come back.'] : [];
  if (right.kind === 'refused') {
    return report({ checks, notLookedAt, findings: [explainLogin({ ...settings, ...right })] });
  }
  if (right.form === 'opaque') {
    return report({
      checks,
      notLookedAt,
      findings: [explainLogin({ ...settings, error: undefined, at: 'token' })],
    });
  }
  const examined = await examine(right.text, { verifier, requirement });
  const judged: Check = {
    name: 'the API',
    outcome:
      examined.decision === 'accepted' ? 'right' : examined.decision === 'refused' ? 'wrong' : 'unknown',
    says:
      examined.decision === 'accepted'
        ? 'accepts the token of the first walk'
        : `answers ${examined.status ?? ''}`,
  };
  const found = examined.finding === undefined ? [] : [examined.finding];
  return report({
    checks: [...checks, judged],
    ...(examined.decision === 'unavailable' ? { obstacles: found } : { findings: found }),
    notLookedAt,
    token: examined.token,
  });
}

function checkOf({ name, asksAtAuthorization, asksAtToken }: Round, outcome: RoundOutcome): Check {
  const isRight = asksAtAuthorization && asksAtToken;
  const says =
    outcome.kind === 'refused'
      ? `refused at the ${outcome.at} endpoint: ${outcome.error}`
      : outcome.form === 'jwt'
        ? `a JWT${outcome.scope === undefined ? '' : `, scope ${outcome.scope || 'empty'}`}`
        : 'an opaque token, for userinfo alone: an API answers 401';
  const isJwt = outcome.kind === 'token' && outcome.form === 'jwt';
  return { name: `resource: ${name}`, outcome: isRight && !isJwt ? 'wrong' : 'right', says };
}

function loopbackAddress(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isLoopback = url?.protocol === 'http:' && isLoopbackHost(url.hostname);
  if (!isLoopback)
    throw new UsageError(
      '--redirect-uri: expected an http URL on loopback, such as http://127.0.0.1:8976/callback.',
    );
  return url;
}

function brokenOff(error: unknown, { issuer, redirectUri }: LoginSettings) {
  const code = codeOf(error);
  if (code === 'EADDRINUSE' || code === 'EACCES') {
    return finding(
      'login.port',
      'certain',
      `The port of ${redirectUri} cannot be listened on (${code}).`,
      'End what listens there, or name another redirect URI that the client has registered: --redirect-uri.',
    );
  }
  return finding(
    'login.broken-off',
    'likely',
    `The walk broke off: ${error instanceof Error ? error.message : 'something failed'}${code === undefined ? '' : ` (${code})`}.`,
    `Look at ${issuer} first: token-doctor check.`,
  );
}
