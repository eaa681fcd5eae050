import { addHidden, decodeJsonObject, own } from '../json.js';
import { compileRequirement, policyOfVerifier } from '../requirement/compiled.js';
import type { DecisionEvent } from '../request/decision-event.js';
import { tell } from '../request/decision-event.js';
import { fail } from '../options.js';
import { MAX_TOKEN_LENGTH } from '../request/credentials.js';
import type { PublishedMetadata } from '../metadata/published.js';
import { impliersOf, type Resource } from '../resource.js';
import type { Verifier } from './verifier.js';

/**
 * One verifier out of several for the several names of one API: a custom domain beside the default one, say, or two audiences.
 * Each token is judged by the one whose issuer and resource it names, in `aud` or in the claim of that one's `audienceClaim`; what
 * it names is not verified yet, and chooses among these alone. Another API has a verifier of its own.
 *
 * @param verifiers - At least one; their resources have the same permissions. `resource` is that of the first.
 * @throws TypeError when the permissions differ, or when two accept the same issuer and resource.
 * @example
 * const verifier = verifierOf([
 *   createVerifier({ issuer: 'https://auth.example.com/oidc', resource: products }),
 *   createVerifier({ issuer: 'https://tenant.logto.app/oidc', resource: products }),
 * ]);
 */
export function verifierOf<S extends string>(verifiers: readonly Verifier<S>[]): Verifier<S> {
  return combine(verifiers) as Verifier<S>;
}

function combine(verifiers: readonly Verifier[]): Verifier {
  const [first, ...others] = checkList(verifiers);
  const { resource } = first;
  const all = [first, ...others] as const;
  for (const other of others) checkAlike(first, other);
  const maxTokenLength = Math.max(...all.map((verifier) => verifier.maxTokenLength ?? MAX_TOKEN_LENGTH));
  const pick = pickerOf(all, maxTokenLength);
  const policy = policyOfVerifier(first);
  const metadata = oneMetadata(all);
  const listeners = new Set(all.flatMap(({ onDecision }) => onDecision ?? []));

  const combined: Verifier = {
    issuers: Object.freeze([...new Set(all.flatMap(({ issuers }) => issuers))]),
    resource,
    maxTokenLength,
    tokenHeader: first.tokenHeader,
    verify: (token, requirement, context) => pick(token).verify(token, requirement, context),
    checkRequirement: (requirement) => compileRequirement(requirement, policy),
    async ready() {
      await Promise.all(all.map((verifier) => verifier.ready()));
    },
    metadata,
    onDecision:
      listeners.size > 0
        ? (event: DecisionEvent) => {
            for (const listener of listeners) tell(listener, event);
          }
        : undefined,
  };
  // Whoever knows the token says so; nobody has to read it for that.
  const known: NonNullable<Verifier['known']> = (token, requirement, context) => {
    for (const verifier of all) {
      if (!Object.hasOwn(verifier, 'known')) continue;
      const answer = verifier.known?.(token, requirement, context);
      if (answer) return answer;
    }
    return undefined;
  };
  return Object.freeze(addHidden(combined, 'known', known));
}

/** One document for the API, by the description of the first, that names everybody who issues tokens for it. */
function oneMetadata(all: readonly [Verifier, ...Verifier[]]): PublishedMetadata | undefined {
  const { metadata, resource } = all[0];
  if (metadata === undefined && all.some((other) => other.metadata !== undefined)) {
    throw new TypeError('verifierOf: expected the option metadata on the first verifier');
  }
  const same = all.filter((each) => each.resource.indicator === resource.indicator);
  return metadata?.source.publish(resource, [...new Set(same.flatMap(({ issuers }) => issuers))]);
}

/** What an API means by its one name it means by the other. */
function checkAlike(one: Verifier, other: Verifier): void {
  // A permission that only one of its names knows would be demanded in vain from the other.
  if (catalogueOf(one.resource) !== catalogueOf(other.resource)) {
    throw new TypeError(
      `verifierOf: expected resources with the same permissions, found others on ${other.resource.indicator} than on ${one.resource.indicator}`,
    );
  }
  if (one.tokenHeader !== other.tokenHeader) throw differ('tokenHeader');
  const [first, second] = [policyOfVerifier(one), policyOfVerifier(other)];
  // A token that was revoked would open the API by its other name.
  if (first.standing !== second.standing) throw differ('standing');
  const [a, b] = [first.organization, second.organization];
  // A route that says nothing of organizations means one thing, whichever name the token was made for.
  if (a !== b && (typeof a !== 'object' || JSON.stringify(a) !== JSON.stringify(b)))
    throw differ('organization');
}

function differ(option: string): TypeError {
  return new TypeError(`verifierOf: expected verifiers with the same option ${option}, found different ones`);
}

function checkList(verifiers: unknown): readonly [Verifier, ...Verifier[]] {
  const list = Array.isArray(verifiers)
    ? [...(verifiers as readonly (Partial<Verifier> | null | undefined)[])]
    : [];
  if (list.length === 0 || !list.every((each) => typeof each?.verify === 'function'))
    fail('verifierOf: verifiers', 'a list of at least one verifier', verifiers);
  return list as [Verifier, ...Verifier[]];
}

function catalogueOf(resource: Resource): string {
  const impliers = Array.from(impliersOf(resource) ?? [], ([name, by]) =>
    JSON.stringify([name, by.toSorted()]),
  );
  return JSON.stringify([Object.keys(resource.scopes).toSorted(), impliers.toSorted()]);
}

/** What a token of one issuer has to name, in which claim, and whose it is then. */
interface Name {
  readonly indicator: string;
  readonly claim: string;
  readonly verifier: Verifier;
}

function pickerOf(verifiers: readonly Verifier[], maxTokenLength: number): (token: unknown) => Verifier {
  const byIssuer = new Map<string, readonly Name[]>();
  for (const verifier of verifiers) {
    const { indicator } = verifier.resource;
    const claim = policyOfVerifier(verifier).audienceClaim?.name ?? 'aud';
    for (const issuer of verifier.issuers) {
      const names = byIssuer.get(issuer) ?? [];
      if (names.some((name) => name.indicator === indicator)) {
        throw new TypeError(`verifierOf: expected one verifier for ${issuer} and ${indicator}, found two`);
      }
      byIssuer.set(issuer, [...names, { indicator, claim, verifier }]);
    }
  }
  const [first] = verifiers as readonly [Verifier];
  // A longer text is refused by its length alone: nobody looks into it.
  return (token) =>
    typeof token === 'string' && token.length <= maxTokenLength ? (pick(token, byIssuer) ?? first) : first;
}

/** `undefined` for what none of them accepts; whichever is asked then says why. */
function pick(token: string, byIssuer: ReadonlyMap<unknown, readonly Name[]>): Verifier | undefined {
  const claims = decodeJsonObject(token.split('.', 2)[1] ?? '');
  if (claims === undefined) return undefined;
  const names = byIssuer.get(own(claims, 'iss')) ?? [];
  const isNamed = ({ claim, indicator }: Name): boolean => [own(claims, claim)].flat().includes(indicator);
  // Of the issuer that it names: that one's keys can say whether it is genuine.
  return (names.find(isNamed) ?? names[0])?.verifier;
}
