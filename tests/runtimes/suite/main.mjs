import { Checks } from './checks.mjs';
import { checkCorpus } from './corpus.mjs';
import { checkFetching } from './fetching.mjs';
import { checkHono } from './hono.mjs';
import { checkLogto } from './logto.mjs';
import { checkRules } from './rules.mjs';
import { checkWycheproof } from './wycheproof.mjs';

/**
 * Everything that has to hold on a runtime, with nothing but what the runtime has.
 *
 * @param origin - Where the test server of this machine serves keys.
 */
export async function runSuite(origin) {
  const checks = new Checks();
  await checks.group('Logto', checkLogto);
  await checks.group('Wycheproof', checkWycheproof);
  await checks.group('rules', checkRules);
  await checks.group('corpus', checkCorpus);
  await checks.group('Hono', checkHono);
  await checks.group('fetching', () => checkFetching(checks, origin));
  const { passed, failures } = checks;
  return { passed, failures };
}
