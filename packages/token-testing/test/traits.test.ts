import { describe, expect, it } from 'vitest';
import {
  compareHosts,
  contractCases,
  type ContractHost,
  type HostTrait,
  runCases,
} from '../src/contract/index.js';
import { type Answering, plainAnswer, plainHost } from './plain-host.js';

/** Authentication before routing: an unknown path is answered as `/me` is, and not found only with a good token. */
const refusing: Answering = (settings) => {
  const sound = plainAnswer(settings);
  return async (request) => {
    const answer = await sound(request);
    if (answer.status !== 404) return answer;
    const asMe = await sound({
      headers: request.headers,
      rawHeaders: request.rawHeaders,
      url: '/me',
      method: 'GET',
    });
    return asMe.status === 200 ? answer : asMe;
  };
};

/** As workerd: repeated headers are joined, and what is empty so far is not there. */
const dropping: Answering = (settings) => {
  const sound = plainAnswer(settings);
  return (request) => {
    const sent = request.rawHeaders ?? [];
    const values = sent.filter(
      (_, index) => index % 2 === 1 && /^authorization$/i.test(sent[index - 1] ?? ''),
    );
    const joined = values.reduce((before, value) => (before === '' ? value : `${before}, ${value}`), '');
    return sound({
      method: request.method,
      url: request.url,
      headers: joined === '' ? {} : { authorization: joined },
    });
  };
};

function hostWith(answering: Answering, ...traits: readonly HostTrait[]): ContractHost {
  return { ...plainHost(traits.join() || 'plain', answering), traits };
}

describe('a trait of a host', () => {
  it.each<readonly [trait: HostTrait, answering: Answering]>([
    ['refuses-unknown-paths', refusing],
    ['drops-empty-headers', dropping],
  ])('%s: changes what is expected, and only when it is declared', async (trait, answering) => {
    const cases = contractCases.filter(({ insteadOn }) => insteadOn?.trait === trait);
    expect(cases.length).toBeGreaterThan(0);
    expect(await runCases(hostWith(answering, trait), cases)).toStrictEqual([]);
    const undeclared = await runCases(hostWith(answering), cases);
    expect(new Set(undeclared.map(({ title }) => title)).size).toBe(cases.length);
  });

  it('keeps a host out of the comparisons that it touches, and of no other', async () => {
    const hosts = [hostWith(plainAnswer), hostWith(dropping, 'drops-empty-headers')];
    const cases = contractCases.filter(
      ({ group, insteadOn }) => group === 'route' || insteadOn !== undefined,
    );
    expect(await compareHosts(hosts, cases)).toStrictEqual([]);
    const undeclared = [hostWith(plainAnswer), hostWith(dropping)];
    expect(await compareHosts(undeclared, cases)).toHaveLength(1);
  });
});
