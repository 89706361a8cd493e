/** The preview in a real browser, over a small mini-program. */

import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { codes, errors, fixtureServer, inBrowser, launched, listening, phone } from './support/browser.mjs';

/** @type {import('playwright-core').Browser} */
let browser;
/** @type {string} */
let address;
const sandbox = codes();
/** @type {import('node:http').Server} */
let server;

before(async () => {
  server = fixtureServer({ sandbox: await listening(sandbox) });
  [browser, address] = await Promise.all([launched(), listening(server)]);
});

after(async () => {
  await browser.close();
  server.close();
  sandbox.close();
});

/** @param {import('playwright-core').Page} tab @param {string} selector */
const text = (tab, selector) => tab.locator(`.wx-page-holder:not([hidden]) ${selector}`).first().innerText();
/** @param {import('playwright-core').Page} tab @param {string} selector */
const tap = (tab, selector) => tab.locator(`.wx-page-holder:not([hidden]) ${selector}`).first().click();
/** @param {import('playwright-core').Page} tab @param {string} selector @param {RegExp | string} wanted */
async function says(tab, selector, wanted) {
  const found = tab.locator(`.wx-page-holder:not([hidden]) ${selector}`, { hasText: wanted });
  await found.first().waitFor({ timeout: 4000 }).catch(async () => assert.fail(`${selector} says "${await text(tab, selector)}", not ${wanted}`));
}

inBrowser('a page shows its data, slots, WXS and styles as WeChat does', async () => {
  const tab = await phone(browser, address);
  assert.equal(await tab.title(), '首页');
  assert.equal(await text(tab, '[id$=count]'), '共 2 件');
  assert.equal(await text(tab, '.price, [class*="price"]'), '¥18.50');
  const seen = await tab.evaluate(() => {
    const style = (/** @type {string} */ selector) => getComputedStyle(/** @type {Element} */ (document.querySelector(selector)));
    return { inner: style('wx-card [class$="--title"]').color, outer: style('[id$=count]').color, gap: style('wx-card').marginTop, padding: style('[id$=count]').paddingTop };
  });
  assert.deepEqual(seen, { inner: 'rgb(227, 77, 89)', outer: 'rgb(10, 20, 30)', gap: '10.4px', padding: '10.4px' });
  assert.deepEqual(await errors(tab), []);
});

inBrowser('a page opens another of a subpackage, talks with it and comes back', async () => {
  const tab = await phone(browser, address);
  await tap(tab, 'wx-card wx-text');
  await says(tab, '.from', '一号 来自 home');
  assert.notEqual(await tab.evaluate(() => getComputedStyle(/** @type {Element} */ (document.querySelector('[data-page="sub/detail/detail"] .title'))).color), 'rgb(10, 20, 30)');
  const pad = /** @type {any} */ (await tab.locator('wx-canvas').boundingBox());
  await tab.mouse.move(pad.x + 20, pad.y + 20);
  await tab.mouse.down();
  await tab.mouse.move(pad.x + 200, pad.y + 100, { steps: 10 });
  await tab.mouse.up();
  await tap(tab, '.save');
  await says(tab, '.size', /[1-9]\d{2,}/);
  const left = await tab.evaluateHandle(() => /** @type {any} */ (window).getCurrentPages()[1]);
  await tab.locator('.wx-back').click();
  await says(tab, '.answer', 'signed by 林一');
  // A reply may come after its page has gone.
  await left.evaluate((page) => page.setData({ busy: true, size: 1 }));
  assert.deepEqual(await errors(tab), []);
});

inBrowser('tabs keep their pages, other pages do not show them', async () => {
  const tab = await phone(browser, address);
  await tab.locator('.wx-tab', { hasText: '我的' }).click();
  await says(tab, '.shows', '第 1 次');
  await tab.locator('.wx-tab', { hasText: '首页' }).click();
  await tab.locator('.wx-tab', { hasText: '我的' }).click();
  await says(tab, '.shows', '第 2 次');
  await tap(tab, '.to-form');
  await says(tab, '.hello', '你好');
  assert.equal(await tab.locator('.wx-tabs').isHidden(), true);
});

inBrowser('a component is ready after its first layout, be it the first of its page or a later one', async () => {
  const tab = await phone(browser, address, 'pages/tab/tab');
  await says(tab, '.early', 'attached;ready, laid out;');
  assert.equal(await tab.locator('.later').count(), 0);
  await tab.evaluate(() => /** @type {any} */ (window).getCurrentPages()[0].setData({ shows: 2 }));
  await says(tab, '.later', 'attached;ready, laid out;');
  assert.deepEqual(await errors(tab), []);
});

inBrowser('setData changes the data at once and tells when it is drawn', async () => {
  const tab = await phone(browser, address);
  const steps = await tab.evaluate(() => new Promise((resolve) => {
    const page = /** @type {any} */ (window).getCurrentPages()[0];
    /** @type {string[]} */
    const told = [];
    page.setData({ total: 7 }, () => resolve([...told, 'drawn']));
    told.push(`total ${page.data.total}`);
  }));
  assert.deepEqual(steps, ['total 7', 'drawn']);
});

inBrowser('fields of a form give what was written and chosen', async () => {
  const tab = await phone(browser, address, 'pages/form/form');
  const faint = await tab.locator('.name input').evaluate((field) => getComputedStyle(field, '::placeholder').color);
  assert.equal(faint, 'rgb(100, 110, 120)');
  await tab.locator('.name input').fill('林一');
  await says(tab, '.hello', '你好，林一');
  await tab.locator('.note textarea').pressSequentially('轻拿轻放谢谢');
  await tap(tab, '.kind');
  await tab.locator('.ui-columns select').selectOption({ label: '包裹' });
  await tab.locator('.ui-confirm').click();
  await tap(tab, '.region');
  await tab.locator('.ui-columns select').first().selectOption({ label: '广东省' });
  await tab.locator('.ui-confirm').click();
  await says(tab, '.region', '广东省广州市荔湾区440103');
  await tap(tab, '.agree');
  await tap(tab, '.later');
  await tap(tab, '.insured');
  await tap(tab, '.send');
  await says(tab, '.sent', '林一');
  const sent = JSON.parse(await text(tab, '.sent'));
  assert.deepEqual({ ...sent, region: sent.region.length }, { name: '林一', note: '轻拿轻放谢', kind: 1, region: 3, agree: true, pay: 'later', extra: ['insured'] });
  await tap(tab, '.number');
  await tab.locator('.ui-confirm').click();
  await says(tab, '.sent', 'code-1');
  assert.deepEqual(await errors(tab), []);
});

inBrowser('a tester drives places, codes, photos, menus and subscriptions', async () => {
  const tab = await phone(browser, address);
  await tap(tab, '.place');
  await tab.locator('.ui-confirm').click();
  await tab.locator('.ui-item', { hasText: '深圳北站' }).click();
  await says(tab, '.answer', '114.0291');
  await tap(tab, '.scan');
  await tab.locator('.ui-scan').fill('WB123');
  await tab.locator('.ui-confirm').click();
  await says(tab, '.answer', 'WB123');
  await tap(tab, '.photo');
  await tab.locator('.ui-item', { hasText: '拍一张' }).click();
  await tab.waitForFunction(() => /** @type {HTMLImageElement | null} */ (document.querySelector('.picture img'))?.naturalWidth === 400);
  await tap(tab, '.menu');
  await tab.locator('.ui-item', { hasText: '乙' }).click();
  await says(tab, '.answer', '"tapIndex":1');
  await tap(tab, '.subscribe');
  await tab.locator('.ui-choices input').last().uncheck();
  await tab.locator('.ui-confirm').click();
  await says(tab, '.answer', '"tmpl_a":"accept","tmpl_b":"reject"');
  assert.deepEqual(await errors(tab), []);
});
