/**
 * How soon the pages of the mini-program can be used on a slow phone: Chromium with a quarter of its speed, 150 ms away
 * from everything and 1.6 Mbit/s, the preview's engine in its cache, code and data of the app not. Prints JSON:
 * node scripts/benchmarks/miniprogram.mjs --address PREVIEW --waybill NUMBER --openid ID --runs 20
 */

import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { buildApp } from '../preview/builder/build.mjs';
import { previewServer } from '../preview/server/server.mjs';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const EMPTY = fileURLToPath(new URL('./empty_miniprogram', import.meta.url));
const SLOWER = 4;
const NETWORK = { offline: false, latency: 150, downloadThroughput: 1.6e6 / 8, uploadThroughput: 0.75e6 / 8 };
// Chromium compiles a script for keeps when it meets it for the third time.
const WARM_LOADS = 3;
const USABLE_WITHIN_MS = 30_000;

const { values } = parseArgs({
  options: {
    address: { type: 'string', default: '' },
    waybill: { type: 'string', default: '' },
    openid: { type: 'string', default: 'bench' },
    runs: { type: 'string', default: '20' },
  },
});
const given = /** @type {Record<'address' | 'waybill' | 'openid' | 'runs', string>} */ (values);
const spaced = given.waybill.replace(/(.{4})(?=.)/g, '$1 ');

/** @typedef {{ name: string, page: string, query?: string, words: string[], tab?: boolean }} Target usable once all words are there */
/** @type {Target[]} */
const PAGES = [
  { name: 'home', page: 'pages/send/index', words: ['下单', '寄什么'], tab: true },
  { name: 'order list', page: 'pages/orders/index', words: [spaced], tab: true },
  { name: 'parcel', page: 'pages/parcel/index', query: `?waybill_no=${given.waybill}`, words: [spaced, '物流进度'] },
];
/** @type {Target[]} */
const FLOOR = [
  { name: 'empty page', page: 'pages/first/index', words: ['空页一'] },
  { name: 'second empty page', page: 'pages/second/index', words: ['空页二'] },
];

/** One phone: a browser context whose cache keeps the engine, and nothing else of the app. */
class SlowPhone {
  /** @param {import('playwright-core').Browser} browser @param {string} address */
  static async bought(browser, address) {
    const context = await browser.newContext({ viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 });
    const phone = new SlowPhone(context, address);
    await phone.warm();
    return phone;
  }

  /** @param {import('playwright-core').BrowserContext} context @param {string} address */
  constructor(context, address) {
    this.context = context;
    this.address = address;
    /** @type {string[]} */
    this.errors = [];
    this.setData = { largest: 0, path: '' };
  }

  /** Brings the engine into the cache, as WeChat brings its library; of the app nothing is kept. */
  async warm() {
    for (let count = 0; count < WARM_LOADS; count += 1) {
      const { tab } = await this.open({ name: '', page: '', words: [] }, { cold: true, slow: false });
      await tab.waitForFunction(() => /** @type {any} */ (window).preview?.ready, null, { timeout: USABLE_WITHIN_MS });
      await tab.close();
    }
  }

  /** Opens the app at a page; milliseconds until it is usable and the requests that took. @param {Target} target @param {{ cold?: boolean, slow?: boolean }} how */
  async open(target, { cold = false, slow = true } = {}) {
    const tab = await this.context.newPage();
    tab.on('console', (message) => message.type() === 'error' && this.errors.push(`${target.page}: ${message.text()}`));
    tab.on('pageerror', (error) => this.errors.push(`${target.page}: ${error}`));
    const wire = await this.context.newCDPSession(tab);
    if (cold) await wire.send('Storage.clearDataForOrigin', { origin: this.address, storageTypes: 'local_storage,indexeddb' });
    await tab.addInitScript(watch, [target]);
    if (slow) {
      await wire.send('Network.enable');
      await wire.send('Network.emulateNetworkConditions', NETWORK);
      await wire.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
    }
    const query = new URLSearchParams({ phone: 'bench', openid: given.openid });
    await tab.goto(`${this.address}/phone/?${query}#${target.page}${target.query ?? ''}`, { waitUntil: 'commit' });
    return { tab, ...(await this.usable(tab)) };
  }

  /** @param {import('playwright-core').Page} tab @returns {Promise<{ ms: number, requests: number }>} */
  async usable(tab) {
    await tab.waitForFunction(() => /** @type {any} */ (window).__usable !== null, null, { timeout: USABLE_WITHIN_MS, polling: 50 });
    return tab.evaluate(() => /** @type {any} */ (window).__usable);
  }

  /** Goes to another page of the app that is open. @param {import('playwright-core').Page} tab @param {Target} target */
  async go(tab, target) {
    await tab.evaluate(([to]) => {
      const page = /** @type {any} */ (window);
      page.__watch([to]);
      const url = `/${to.page}${to.query ?? ''}`;
      return page.wx[to.tab ? 'switchTab' : 'navigateTo']({ url });
    }, [target]);
    return this.usable(tab);
  }

  /** @param {import('playwright-core').Page} tab */
  async close(tab) {
    const { setData, errors } = await tab.evaluate(() => {
      const { phone } = /** @type {any} */ (window).preview;
      return { setData: phone.components.setData, errors: phone.errors };
    });
    if (setData.largest > this.setData.largest) this.setData = setData;
    this.errors.push(...errors);
    await tab.close();
  }
}

/** Runs in the page: notes when all words of the target are drawn. @param {Target[]} targets one */
function watch([target]) {
  const page = /** @type {any} */ (window);
  const begin = (/** @type {any[]} */ [{ page: path, words }], /** @type {number} */ since) => {
    page.__usable = null;
    const look = () => {
      const shown = document.querySelector(`.wx-page-holder:not([hidden]) wx-page[data-page="${path}"]`)?.textContent ?? '';
      if (!words.every((/** @type {string} */ word) => shown.includes(word))) return requestAnimationFrame(look);
      // Drawn and free for a finger: after the frame and whatever work came with it.
      return requestAnimationFrame(() => setTimeout(() => {
        const calls = performance.getEntriesByType('resource').filter(({ name, startTime }) => startTime >= since && /\/_(to|cloud)\//.test(name));
        page.__usable = { ms: performance.now() - since, requests: calls.length };
      }));
    };
    look();
  };
  page.__watch = (/** @type {any[]} */ next) => begin(next, performance.now());
  begin([target], 0);
}

/** @param {SlowPhone} phone @param {Target} target @param {number} runs */
async function coldTimes(phone, target, runs) {
  const seen = [];
  for (let run = 0; run < runs; run += 1) {
    const { tab, ms, requests } = await phone.open(target, { cold: true });
    await phone.close(tab);
    seen.push({ ms, requests });
  }
  return seen;
}

/** A page opened from another one, after it was seen before. @param {SlowPhone} phone @param {Target} from @param {Target} target @param {number} runs */
async function warmTimes(phone, from, target, runs) {
  const before = await phone.open(target, { slow: false });
  await before.tab.waitForLoadState('networkidle');
  await phone.close(before.tab);
  const seen = [];
  for (let run = 0; run < runs; run += 1) {
    const { tab } = await phone.open(from);
    await tab.waitForLoadState('networkidle');
    seen.push(await phone.go(tab, target));
    await phone.close(tab);
  }
  return seen;
}

/** Opens each page once and lets it come to rest; what it wrote on the console is kept. @param {SlowPhone} phone @param {string[]} pages */
async function openAll(phone, pages) {
  for (const page of pages) {
    const query = page === 'pages/parcel/index' ? `?waybill_no=${given.waybill}` : '';
    const { tab } = await phone.open({ name: page, page, query, words: [] }, { slow: false });
    await tab.waitForLoadState('networkidle');
    await phone.close(tab);
  }
}

async function measured() {
  const runs = Number(given.runs);
  const built = buildApp(path.join(ROOT, 'miniprogram'), { engine: '' });
  const empty = previewServer({ app: EMPTY, modules: path.join(ROOT, 'node_modules') });
  await new Promise((resolve) => empty.listen(0, '127.0.0.1', () => resolve(undefined)));
  const emptyAddress = `http://127.0.0.1:${/** @type {import('node:net').AddressInfo} */ (empty.address()).port}`;
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
  try {
    const [phone, bare] = [await SlowPhone.bought(browser, given.address), await SlowPhone.bought(browser, emptyAddress)];
    const floor = { cold: await coldTimes(bare, FLOOR[0], runs), warm: await warmTimes(bare, FLOOR[0], FLOOR[1], runs) };
    const pages = [];
    for (const target of PAGES) {
      const from = target === PAGES[0] ? PAGES[1] : PAGES[0];
      pages.push({ name: target.name, cold: await coldTimes(phone, target, runs), warm: await warmTimes(phone, from, target, runs) });
    }
    await openAll(phone, built.project.pages);
    return { floor, pages, packages: built.sizes, setData: phone.setData, errors: phone.errors };
  } finally {
    await browser.close();
    empty.close();
  }
}

console.log(JSON.stringify(await measured()));
