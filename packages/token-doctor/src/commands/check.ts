import { networkInterfaces } from 'node:os';
import { isTokenError, type Verifier } from '@acme/token-core';
import { explain, type Finding, finding } from '@acme/token-core/explain';
import { explainClock } from '../causes/clock.js';
import { explainIssuerName, explainNetwork } from '../causes/network.js';
import { explainLateProxy } from '../causes/proxy.js';
import { type Discovery, readDiscovery } from '../look/discovery.js';
import { findIssuer } from '../look/find-issuer.js';
import { isInContainer, lookAtEnvironment } from '../look/environment.js';
import { isUsedByFetch, type ProxyFacts, proxyFor } from '../look/proxy.js';
import { tryProxy } from '../look/try-proxy.js';
import { lookAtWay, type WayFacts } from '../look/way.js';
import { within } from '../look/within.js';
import { type Check, report, type Report } from '../report/report.js';
import { asUnknown, clockChecks, discoveryCheck, wayChecks } from './check-lines.js';
import type { Command } from './command.js';
import { UsageError } from '../cli/usage-error.js';
import { verifierOf } from './verifier-of.js';

/** A machine without a network: nothing can be told of the server then. */
const OFFLINE: ReadonlySet<string | undefined> = new Set(['EAI_AGAIN', 'ENETUNREACH', 'ENETDOWN']);

/** `token-doctor check`: whether the API could judge a token, without one. */
export const checkCommand: Command = async ({ given, environment }) => {
  const [file, ...more] = given.positionals;
  if (more.length > 0) throw new UsageError('check takes one configuration file.');
  const loaded = await verifierOf(given, file);
  // With what --env-file and the configuration file set, as the API has it.
  const reached = { ...environment, ...process.env };
  const surroundings = lookAtEnvironment(reached);
  if (!loaded.ok) {
    const { findings, checks } = surroundings;
    return loaded.isCause
      ? report({ checks, findings: [loaded.finding, ...findings] })
      : report({ checks, findings, obstacles: [loaded.finding] });
  }
  const { verifier, from } = loaded;
  const settings: Check = {
    name: 'settings',
    outcome: 'right',
    says: `${from}: issuer ${verifier.issuers.join(', ')}, resource ${verifier.resource.indicator}`,
  };
  const looked = await lookAtKeys(verifier, reached, given.timeout);
  const isLate = isUsedByFetch(reached) && !isUsedByFetch(environment);
  return report({
    checks: [settings, ...surroundings.checks, ...looked.checks],
    findings: [...looked.findings, ...surroundings.findings],
    obstacles: [...looked.obstacles, ...(isLate ? [explainLateProxy()] : [])],
    notLookedAt: looked.notLookedAt,
  });
};

/** What came of asking the verifier for its keys. */
type Readiness = { readonly ok: true } | { readonly ok: false; readonly error: unknown };

async function lookAtKeys(
  verifier: Verifier,
  environment: Readonly<Record<string, string | undefined>>,
  timeout: number,
): Promise<Report> {
  const asking = verifier.ready().then(
    (): Readiness => ({ ok: true }),
    (error: unknown): Readiness => ({ ok: false, error }),
  );
  const issuer = verifier.issuers.find((text) => /^https?:\/\//.test(text) && URL.canParse(text));
  if (issuer === undefined) return ofKeys(verifier, await within(asking, timeout));
  const named = proxyFor(issuer, environment);
  const [ready, way, discovery, proxy] = await Promise.all([
    within(asking, timeout),
    named?.isUsed === true ? undefined : lookAtWay(issuer, Math.min(timeout, 5000)),
    readDiscovery(issuer, timeout),
    named && tryProxy(named, issuer, Math.min(timeout, 3000)),
  ]);
  if (ready?.ok === true) return ofHealthy(verifier, issuer, way, discovery, proxy);
  return ofOutage(verifier, issuer, { ready, way, proxy, discovery }, timeout);
}

function ofHealthy(
  verifier: Verifier,
  issuer: string,
  way: WayFacts | undefined,
  discovery: Discovery,
  proxy: ProxyFacts | undefined,
): Report {
  const keys = ofKeys(verifier, { ok: true });
  // Keys that are there need no way: they are given, or come from another address.
  const isGiven = verifier.state?.().nextRefresh === undefined && verifier.state !== undefined;
  if (isGiven) return { ...keys, notLookedAt: ['network: the keys are given, and nothing is fetched.'] };
  const named = discovery.ok ? discovery.document['issuer'] : undefined;
  const misnamed = typeof named === 'string' ? explainIssuerName(issuer, named) : undefined;
  const offset = verifier.state?.().clockOffset ?? offsetOf(discovery);
  const clock = explainClock(offset);
  return report({
    checks: [
      ...wayChecks(way, proxy?.state === 'unknown-kind' ? { ...proxy, state: 'open' } : proxy),
      ...(discovery.ok
        ? [
            {
              name: 'discovery',
              outcome: misnamed ? 'wrong' : 'right',
              says: misnamed ? 'names another issuer' : 'names this issuer',
            } as const,
          ]
        : []),
      ...keys.checks,
      ...clockChecks(offset, clock),
    ],
    findings: [misnamed, clock].filter((each) => each !== undefined),
    notLookedAt: [
      ...(discovery.ok ? [] : [`discovery: ${discovery.why}; the keys come without it.`]),
      ...(offset === undefined ? ['clock: no answer carried a Date.'] : []),
    ],
  });
}

interface Seen {
  readonly ready: Readiness | undefined;
  readonly way: WayFacts | undefined;
  readonly proxy: ProxyFacts | undefined;
  readonly discovery: Discovery;
}

async function ofOutage(
  verifier: Verifier,
  issuer: string,
  { ready, way, proxy, discovery }: Seen,
  timeout: number,
): Promise<Report> {
  const checks = [
    ...wayChecks(way, proxy),
    // Where the way ends before it, there is nothing to say of it.
    ...(discovery.ok || discovery.status !== undefined ? [discoveryCheck(issuer, discovery)] : []),
    { name: 'keys', outcome: 'wrong', says: 'they cannot be had: the API answers 503' } as const,
  ];
  const outage = explainReadiness(verifier, ready);
  const nearby = discovery.ok ? undefined : await findIssuer(issuer, timeout);
  const found = explainNetwork(outage, {
    issuer,
    proxy,
    certificate: way?.certificate,
    issuerBelowOidc: nearby?.isBelow === true ? nearby.issuer : undefined,
    issuerAbove: nearby?.isBelow === false ? nearby.issuer : undefined,
    isInContainer: isInContainer(),
  });
  if (isOffline(outage)) return report({ checks: asUnknown(checks), obstacles: [found] });
  return report({
    checks,
    findings: [found],
    notLookedAt: ['clock: it is compared by the Date of the answer with keys.'],
  });
}

function ofKeys(verifier: Verifier, ready: Readiness | undefined): Report {
  if (ready?.ok !== true) {
    const checks: readonly Check[] = [{ name: 'keys', outcome: 'wrong', says: 'they cannot be had' }];
    return report({ checks, findings: [explainReadiness(verifier, ready)] });
  }
  const state = verifier.state?.();
  const says =
    state === undefined
      ? 'the verifier says that they are there'
      : `${state.keys} usable, ${state.nextRefresh === undefined ? 'given' : state.status}`;
  return report({ checks: [{ name: 'keys', outcome: 'right', says }] });
}

function explainReadiness(verifier: Verifier, ready: Readiness | undefined): Finding {
  if (ready === undefined) {
    return finding(
      'keys.timeout',
      'certain',
      'The verifier did not have its keys in time.',
      'Look at the way to the authorization server. --timeout gives it longer.',
    );
  }
  if (!ready.ok && isTokenError(ready.error)) return explain(ready.error, { verifier });
  return finding(
    'keys.unavailable',
    'possible',
    'The verifier failed when it was asked for its keys.',
    'Look at its source of keys: it threw something of its own.',
  );
}

function offsetOf(discovery: Discovery): number | undefined {
  return discovery.ok && discovery.date !== undefined ? (Date.now() - discovery.date) / 1000 : undefined;
}

function isOffline({ found, cause }: Finding): boolean {
  const isAlone = Object.values(networkInterfaces()).every(
    (addresses) => addresses?.every(({ internal }) => internal) ?? true,
  );
  return OFFLINE.has(found) || (isAlone && (cause === 'keys.dns' || cause === 'keys.unreachable'));
}
