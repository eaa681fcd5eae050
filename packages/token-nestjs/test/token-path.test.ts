import { Controller, Get } from '@nestjs/common';
import { ExpressAdapter } from '@nestjs/platform-express';
import { describe, expect, it } from 'vitest';
import { Token, type TokenPath } from '../src/index.js';
import { issuer, startApp } from './setup.js';

const CLAIMS = {
  tenant: 'shop',
  'https://a.test/role': 'admin',
  'dotted.name': { inner: 'by its whole name' },
  deep: { er: { est: 'there' }, 'with.dot': 'here', text: 'no object', nothing: null },
};

describe('@Token(path): own members of the token, whatever dots their names hold', () => {
  it.each<[TokenPath, unknown]>([
    ['subject', 'test-user'],
    ['claims.tenant', 'shop'],
    ['claims.https://a.test/role', 'admin'],
    ['claims.dotted.name', { inner: 'by its whole name' }],
    ['claims.deep.er.est', 'there'],
    ['claims.deep.with.dot', 'here'],
    ['header.typ', 'at+jwt'],
    ['claims.deep.er.none', undefined],
    ['claims.deep.text.length', undefined],
    ['claims.deep.nothing.more', undefined],
    ['claims.none', undefined],
    ['claims.none.more', undefined],
    ['claims.toString', undefined],
    ['claims.deep.toString', undefined],
    ['claims.constructor.name', undefined],
    ['claims.', undefined],
    ['subject.length' as TokenPath, undefined],
  ])('%s', async (path, value) => {
    @Controller()
    class PathController {
      @Get()
      read(@Token(path) found: unknown): { found: unknown } {
        return { found };
      }
    }
    const url = await startApp(() => new ExpressAdapter(), [PathController]);
    const headers = { authorization: `Bearer ${await issuer.mint(CLAIMS)}` };
    expect(await (await fetch(url, { headers })).json()).toEqual(value === undefined ? {} : { found: value });
  });
});
