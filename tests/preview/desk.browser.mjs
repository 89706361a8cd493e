/** The tester's desk: two phones side by side that share nothing. */

import assert from 'node:assert/strict';
import { fixtureServer, inBrowser, launched, listening } from './support/browser.mjs';

inBrowser('each of the two phones has its own identity, storage and network', async () => {
  const server = fixtureServer({ desk: { phones: ['19900000001', '19900000002'] } });
  const [browser, address] = await Promise.all([launched(), listening(server)]);
  try {
    const tab = await browser.newPage({ viewport: { width: 1000, height: 1100 } });
    await tab.goto(address);
    const frames = await Promise.all(['customer', 'courier'].map(async (name) => {
      const element = await tab.waitForSelector(`[data-phone="${name}"] iframe`);
      const frame = /** @type {import('playwright-core').Frame} */ (await element.contentFrame());
      await frame.waitForFunction(() => /** @type {any} */ (window).preview?.ready);
      return frame;
    }));
    const told = () => Promise.all(frames.map((frame) => frame.evaluate(() => {
      const { wx, preview } = /** @type {any} */ (window);
      const { openid, phoneNumber } = preview.phone.settings;
      return { openid, phoneNumber, kept: wx.getStorageSync('kept'), network: preview.phone.network.type, width: innerWidth };
    })));
    await frames[0].evaluate(() => /** @type {any} */ (window).wx.setStorageSync('kept', 'mine'));
    await tab.locator('[data-phone="courier"] .network').selectOption('none');
    assert.deepEqual(await told(), [
      { openid: 'preview-customer', phoneNumber: '19900000001', kept: 'mine', network: 'wifi', width: 390 },
      { openid: 'preview-courier', phoneNumber: '19900000002', kept: '', network: 'none', width: 390 },
    ]);
    await frames[0].locator('.wx-capsule').click();
    await frames[0].locator('.ui-item', { hasText: '转发' }).click();
    await tab.locator('.shared button').click();
    await frames[1].locator('[data-page="sub/detail/detail"]').waitFor();
  } finally {
    await browser.close();
    server.close();
  }
});
