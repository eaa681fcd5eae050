import { ForbiddenError, StandingUnavailableError } from '../../../src/index.js';
import { forbidden, invalid, NOW, type Situations } from './support.js';

const org = (expected?: string, found?: string) => forbidden('organization', { expected, found });
const clock = (offset: number) => ({ clock: { serverDate: NOW * 1000, receivedAt: (NOW + offset) * 1000 } });
const expired = (moment: number, check?: string) =>
  invalid('expired', { check, found: moment, expected: NOW });
const ahead = (moment: number, check?: string) =>
  invalid('not_yet_valid', { check, found: moment, expected: NOW });

export const others: Situations = {
  'organization: unwanted': { error: org('no organization', 'org1') },
  'organization: none where one is demanded': { error: org('an organization') },
  'organization: none is named': { error: org(undefined, 'org1') },
  'organization: none, and one is named': { error: org('org2') },
  'organization: another': { error: org('org2', 'org1') },
  'principal: delegated': {
    error: forbidden('principal', { check: 'act', expected: 'user', found: 'user' }),
  },
  'principal: unknown': { error: forbidden('principal', { expected: 'machine' }) },
  'principal: unknown, of a kind that is not told': { error: new ForbiddenError('principal') },
  'principal: a machine': { error: forbidden('principal', { expected: 'user', found: 'machine' }) },
  'principal: a user': { error: forbidden('principal', { expected: 'machine', found: 'user' }) },
  'standing: revoked': { error: invalid('revoked') },
  'standing: settling': { error: new StandingUnavailableError(1, { check: 'settling' }) },
  'standing: unheard': { error: new StandingUnavailableError(1) },
  'time: expired': { error: expired(NOW - 37) },
  'time: expired, nearly five minutes ago': { error: expired(NOW - 299) },
  'time: expired five minutes ago': { error: expired(NOW - 300) },
  'time: expired, and the clocks agree': { error: expired(NOW - 37), evidence: clock(9) },
  'time: expired by a clock ahead': { error: expired(NOW - 37), evidence: clock(60) },
  'time: expired by a clock ahead, ten seconds': { error: expired(NOW - 5), evidence: clock(10) },
  'time: expired by both clocks': { error: expired(NOW - 60), evidence: clock(60) },
  'time: expired, and the clock is behind': { error: expired(NOW - 37), evidence: clock(-60) },
  'time: expired by the clock of the keys': {
    error: expired(NOW - 37),
    evidence: { keys: { clockOffset: 172_800 } as never },
  },
  'time: half of a clock is that of the keys': {
    error: expired(NOW - 37),
    evidence: { keys: { clockOffset: 86_400 } as never, clock: { serverDate: 5 } },
  },
  'time: the other half too': {
    error: expired(NOW - 37),
    evidence: { keys: { clockOffset: 86_400 } as never, clock: { receivedAt: 5 } },
  },
  'time: too old': { error: expired(NOW - 300, 'maxTokenAge') },
  'time: ahead': { error: ahead(NOW + 90, 'nbf') },
  'time: ahead, and the clocks agree': { error: ahead(NOW + 90, 'nbf'), evidence: clock(0) },
  'time: ahead by a clock behind': { error: ahead(NOW + 120, 'nbf'), evidence: clock(-180) },
  'time: ahead by a clock behind, just so': { error: ahead(NOW + 120, 'nbf'), evidence: clock(-120) },
  'time: ahead by both clocks': { error: ahead(NOW + 120, 'nbf'), evidence: clock(-119) },
  'time: no time at all': { error: invalid('expired') },
  'time: stale': {
    error: invalid('stale', { found: NOW - 600, expected: 60 }),
    evidence: { clock: { now: NOW * 1000 } },
  },
  'time: stale, and nothing is known': { error: invalid('stale') },
  'a reason of a later version': { error: invalid('of_a_later_version' as never) },
};
