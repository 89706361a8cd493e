/** The tester's desk: two phones side by side that share nothing. */

import assert from 'node:assert/strict';
import { fixtureServer, inBrowser, launched, listening } from './support/browser.mjs';

inBrowser('each of the two phones has its own identity, storage and network', async () => {
  const server = fixtureServer({ desk: { phones: ['19900000001', '19900000002'] } });
  const [browser, address] = await Promise.all([launched(), listening(server)]);
  try {
    const tab = await browser.newPage({ viewport: { width: 1000, height: 1100 } });
    await tab.goto(address);
    const frames = await Promise.all(['customer', 'courier'].map((name) => opened(tab, name)));
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

inBrowser('a sample is written where the cursor was; a camera finds the numbers on both phones; another world is forgotten', async () => {
  const desk = { samples: [{ name: '姓名', text: '林一' }], starts: ['pages/form/form', ''], world: 'one' };
  const server = fixtureServer({ desk });
  const [browser, address] = await Promise.all([launched(), listening(server)]);
  try {
    const tab = await browser.newPage({ viewport: { width: 1000, height: 1100 } });
    await tab.goto(address);
    const [customer, courier] = await Promise.all(['customer', 'courier'].map((name) => opened(tab, name)));
    await customer.locator('.name input').click();
    await tab.locator('#samples button').click();
    await customer.locator('.hello', { hasText: '你好，林一' }).waitFor();
    await customer.evaluate(() => /** @type {any} */ (window).getCurrentPages()[0].setData({ sent: '运单 WB12 3456 7890 12 已下单' }));
    await courier.locator('.scan').click();
    await courier.locator('.ui-code', { hasText: 'WB123456789012' }).click();
    await courier.locator('.ui-confirm').click();
    await courier.locator('.answer', { hasText: 'WB123456789012' }).waitFor();
    await customer.evaluate(() => /** @type {any} */ (window).wx.setStorageSync('kept', 'mine'));
    for (const [world, kept] of [['one', 'mine'], ['an older one', '']]) {
      await tab.evaluate((name) => localStorage.setItem('desk:world', name), world);
      await tab.reload();
      const again = await opened(tab, 'customer');
      assert.equal(await again.evaluate(() => /** @type {any} */ (window).wx.getStorageSync('kept')), kept, world);
    }
  } finally {
    await browser.close();
    server.close();
  }
});

/** The window of a phone on the desk, once it runs. @param {import('playwright-core').Page} tab @param {string} name */
async function opened(tab, name) {
  const element = await tab.waitForSelector(`[data-phone="${name}"] iframe`);
  const frame = /** @type {import('playwright-core').Frame} */ (await element.contentFrame());
  await frame.waitForFunction(() => /** @type {any} */ (window).preview?.ready);
  return frame;
}
