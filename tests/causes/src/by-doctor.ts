import type { Finding } from '@acme/token-core/explain';
import { examine } from '@acme/token-doctor';
import { clockOf, prepare, type Prepared, RESOURCE, type Situation } from './world.js';

/** What token-doctor says about a situation: the request is pasted as a browser copies it. */
export async function diagnoseByDoctor(situation: Situation): Promise<Finding & { readonly status: number }> {
  const { request, verifier, state } = await prepare(situation);
  const options = { verifier, requirement: situation.requirement as never, facts: situation.facts };
  const line = asCurl(request);
  // The keys stand as they do after a first request, as they do for the API.
  await examine(line, options);
  const found = await examine(line, { ...options, evidence: { keys: state(), clock: clockOf(situation) } });
  if (found.finding === undefined || found.status === undefined) throw new Error('the request was accepted');
  return { ...found.finding, status: found.status };
}

function asCurl({ method, url, headers }: Prepared['request']): string {
  const fields = Object.entries(headers).flatMap(([name, value]) =>
    (typeof value === 'string' ? [value] : value).map((each) =>
      each === '' ? `${name};` : `${name}: ${each}`,
    ),
  );
  const words = [new URL(url, RESOURCE).href, '-X', method, ...fields.flatMap((field) => ['-H', field])];
  return `curl ${words.map(quote).join(' ')}`;
}

/** As browsers quote for bash. */
function quote(word: string): string {
  return `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
