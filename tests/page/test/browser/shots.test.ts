import { launch } from 'chromium-tests';
import { it, expect } from 'vitest';
import { issuer, pageOf, start } from '../api.js';

it('shots', async () => {
  const api = await start('express');
  const url = await pageOf(api);
  const b = await launch();
  try {
    await api.call();
    await api.call('opaque');
    await api.call(await issuer.mint({ scope: 'write:products' }));
    await api.call(await issuer.mint({ scope: 'read:product openid' }));
    await api.call(await issuer.mint({ aud: 'https://api.example.com/' }));
    await api.call(await issuer.mint({ exp: Math.floor(Date.now()/1000) - 37 }));
    for (const [n, o] of Object.entries({ desktop: { viewport: { width: 1280, height: 900 } }, phone: { viewport: { width: 360, height: 740 }, isMobile: true }, tabletDark: { viewport: { width: 820, height: 1100 }, colorScheme: 'dark' }, desktopDark: { viewport: { width: 1440, height: 900 }, colorScheme: 'dark' } } as const)) {
      const p = await (await b.newContext(o)).newPage();
      p.on('console', (m) => console.log(m.text()));
      await p.goto(url);
      await p.waitForTimeout(700);
      await p.screenshot({ path: `/tmp/shots/${n}-list.png`, fullPage: true });
      await p.getByRole('link', { name: /aud/ }).first().click();
      await p.screenshot({ path: `/tmp/shots/${n}-aud.png`, fullPage: true });
      await p.getByRole('link', { name: /spelled/ }).first().click();
      await p.screenshot({ path: `/tmp/shots/${n}-scope.png`, fullPage: true });
      await p.getByLabel('An access token').fill(await issuer.mint({ scope: 'read:products' }));
      await p.getByRole('button', { name: 'Judge it' }).click();
      await p.waitForTimeout(300);
      await p.screenshot({ path: `/tmp/shots/${n}-paste.png`, fullPage: true });
    }
  } finally { await b.close(); api.child.kill(); console.log(api.text()); }
});
