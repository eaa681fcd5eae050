import type { FastifyInstance } from 'fastify';

/** Says it where the developer looks: in Fastify's log, and where that is switched off, as a warning of the process. */
export function warn({ log }: FastifyInstance, sentence: string): void {
  // The log that is switched off is one function that does nothing, for every level.
  if (log.fatal === log.trace) process.emitWarning(sentence);
  else log.warn(sentence);
}
