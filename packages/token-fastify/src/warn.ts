import type { FastifyBaseLogger, FastifyInstance } from 'fastify';

/** Says it where the developer looks: in Fastify's log, and where that is switched off, as a warning of the process. */
export function warn({ log }: FastifyInstance, sentence: string): void {
  if (isSwitchedOff(log)) process.emitWarning(sentence);
  else log.warn(sentence);
}

/** Whether Fastify was given no logger: then its log is one function that does nothing, for every level, and has no level. */
export function isSwitchedOff(log: FastifyBaseLogger): boolean {
  return log.fatal === log.trace && log.level === undefined;
}
