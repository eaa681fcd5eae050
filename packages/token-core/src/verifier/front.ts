import type { VerifyContext } from '../request/context.js';
import { after } from '../after.js';
import { addHidden } from '../json.js';
import { askCurrent } from '../keys/ask.js';
import { waitForKeys } from '../keys/choose.js';
import type { KeyRequest } from '../keys/source.js';
import {
  type CompiledRequirement,
  compileRequirement,
  judgeRequirement,
  withoutPlaces,
} from '../requirement/compiled.js';
import { askStanding, judgeStanding } from '../standing/ask.js';
import { requirementPolicy } from '../requirement/policy.js';
import type { Requirements } from '../requirement/requirement.js';
import { judgedFormOf, type VerifiedToken } from '../token/verified-token.js';
import { copyText } from './cache.js';
import { firstSeen, type Sight } from './first-seen.js';
import { KnownTokens, type Verdict } from './known.js';
import type { VerifierOptions } from './options.js';
import { type DefaultKeys, readVerifierSettings } from './settings.js';
import type { Verifier } from './verifier.js';

const PLACE_WITHOUT_REQUEST =
  'organization: a place in the request needs the request: call authenticate, not verify';

/** Makes the verifier that these options describe, out of the rooms: what is known, what is seen for the first time. */
export function buildVerifier(options: VerifierOptions, defaultKeys: DefaultKeys): Verifier {
  const settings = readVerifierSettings(options, defaultKeys);
  const { keys, now, resource, onDecision, metadata } = settings;
  const policy = requirementPolicy(resource, settings);
  const standing = settings.standing && askStanding(settings.standing, settings);
  const knownTokens = new KnownTokens(settings, standing);
  const first = firstSeen(settings);
  const any = compileRequirement(undefined, policy);
  const checkRequirement = (requirement?: Requirements): CompiledRequirement =>
    requirement === undefined ? any : compileRequirement(requirement, policy);

  /**
   * What may have to be waited for: a token that is not known, or one that is, whose keys have to be fetched first. Not
   * `async`: who waits for keys begins anew, so that nothing half-finished is held for the thousands who may wait.
   *
   * @param waited - What was asked before, by one who has waited.
   */
  function verifyUnknown(
    text: string,
    required: CompiledRequirement,
    context: VerifyContext | undefined,
    waited?: KeyRequest,
  ): VerifiedToken | Promise<VerifiedToken> {
    const verdict = knownTokens.find(text);
    const recalled = waited && verdict && knownTokens.recall(verdict, required, context);
    if (recalled !== undefined) return recalled;
    const sight = first.look(text, context);
    const request = waited ?? sight.request;
    const coming = waitForKeys(keys, sight.judged, request);
    if (coming) return coming.then(() => verifyUnknown(text, required, context, request));
    // What was parsed is handed over, so that no closure holds it while keys are waited for.
    const examine = (seen: Sight) =>
      after(first.examine(seen, request), ({ token, chosen, from, until }) =>
        after(standing && judgeStanding(standing, token, now, request), (standsBy) => {
          const known: Verdict = {
            ...judgedFormOf(token),
            text: copyText(text),
            isUsed: false,
            from,
            until,
            token,
            judged: seen.judged,
            place: 0,
            key: chosen.key,
            set: chosen.set,
            by: knownTokens,
            standsBy,
          };
          knownTokens.add(known);
          judgeRequirement(known, required);
          return token;
        }),
      );
    if (!verdict) return examine(sight);
    // A source that could not tell whether it has to be waited for.
    return after(askCurrent(keys, request), () =>
      after(
        standing?.hear(request.waitUntil),
        () => knownTokens.recall(verdict, required, context, false) ?? examine(first.look(text, context)),
      ),
    );
  }

  // Not `async`: a known token would pay for a second promise.
  function verify(text: string, requirement?: Requirements, context?: VerifyContext): Promise<VerifiedToken> {
    try {
      const required = expectNoPlace(checkRequirement(requirement));
      const verdict = typeof text === 'string' ? knownTokens.find(text) : undefined;
      const recalled = verdict && knownTokens.recall(verdict, required, context);
      return Promise.resolve(recalled ?? verifyUnknown(text, required, context));
    } catch (error) {
      return Promise.reject(error);
    }
  }

  const verifier: Verifier = {
    issuers: Object.freeze([settings.issuer]),
    resource,
    maxTokenLength: settings.maxTokenLength,
    tokenHeader: settings.tokenHeader,
    verify,
    checkRequirement,
    async ready() {
      await askCurrent(keys, { kid: undefined, now });
      await settings.standing?.ready();
    },
    state: () => keys.state(),
    onDecision,
    metadata,
  };
  const known: NonNullable<Verifier['known']> = (token, requirement, context) => {
    const required = expectNoPlace(checkRequirement(requirement));
    const verdict = knownTokens.find(token);
    return verdict && knownTokens.recall(verdict, required, context);
  };
  // Not enumerable, so that a verifier spread around another `verify` has no way past it.
  return Object.freeze(addHidden(verifier, 'known', known));
}

/** A place in the request is judged by `authenticate`, which has the request. */
function expectNoPlace(required: CompiledRequirement): CompiledRequirement {
  if (withoutPlaces(required) !== required) throw new TypeError(PLACE_WITHOUT_REQUEST);
  return required;
}
