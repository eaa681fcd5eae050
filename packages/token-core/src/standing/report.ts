import { tell } from '../request/decision-event.js';
import type { StandingEvent, StandingEventListener } from './events.js';

/** What an operator is told of where no listener is given: `undefined` for what is everyday. */
const LINES: Readonly<Partial<Record<StandingEvent['type'], string>>> = {
  one_process:
    'standing: no store is given, so cut-offs hold in this process alone and are forgotten when it ends.',
  unheard: 'standing: the store does not answer as it should; what was heard so far holds.',
  back: 'standing: the store answers again.',
  accepting_unheard:
    "standing: the store cannot be heard; tokens are accepted meanwhile (whenUnknown: 'accept').",
  not_written:
    'standing: a cut-off holds here and could not be written to the store; it is written when that answers.',
  unreadable: 'standing: the store holds records that are no cut-offs; they count for nothing.',
  from_the_future:
    'standing: a cut-off lies ahead of the clock of the authorization server; it is taken as one of now.',
  cannot_match: 'standing: a cut-off names what no token can be asked for; see the option claims.',
  folded: 'standing: maxCutOffs is reached; the oldest cut-offs became one for everyone.',
};

/** The default listener. */
export function toConsole({ type }: StandingEvent): void {
  const line = LINES[type];
  if (line === undefined) return;
  // oxlint-disable-next-line no-console -- the log of a program that gave no listener
  if (type === 'one_process' || type === 'back') console.info(line);
  // oxlint-disable-next-line no-console -- the same
  else console.warn(line);
}

/** Tells a listener, whose own trouble must not decide about a token. */
export function tellStanding(listener: StandingEventListener, event: StandingEvent): void {
  tell(listener, Object.freeze(event));
}
