/** A phone in Chromium with the mini-program on it, and what a person does with it: look, tap, write, draw. */

import { chromium } from 'playwright-core';

const HEIGHT = 844;
const WITHIN_MS = 20_000;
/** What WeChat calls 2g and 3g, in bytes a second; the waiting time comes from the phone itself. */
const SPEEDS = { '2g': 25_000, '3g': 90_000 };
const ICONS_MISSING_ONLY_IN_TESTS = /favicon/;

export function launched() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-sync'],
  });
}

/**
 * @typedef {object} Told
 * @property {string} name of the phone
 * @property {string} [openid] by default the phone's own
 * @property {string} [number] its phone number
 * @property {string} [page] where it begins
 * @property {number} [width]
 * @property {number} [textScale]
 */

export class Phone {
  /** @param {import('playwright-core').BrowserContext} context @param {import('playwright-core').Page} tab */
  constructor(context, tab) {
    this.context = context;
    this.tab = tab;
    this.taps = 0;
    /** @type {string[]} */
    this.console = [];
    tab.setDefaultTimeout(WITHIN_MS);
    tab.on('console', (message) => {
      if (message.type() === 'error' && !ICONS_MISSING_ONLY_IN_TESTS.test(message.text())) this.console.push(message.text());
    });
    tab.on('pageerror', (error) => this.console.push(String(error)));
  }

  /** @param {import('playwright-core').Browser} browser @param {string} address of the preview @param {Told} told */
  static async open(browser, address, { name, openid = `test-${name}`, number = '', page = '', width = 390, textScale = 1 }) {
    const context = await browser.newContext({ viewport: { width, height: HEIGHT }, deviceScaleFactor: 2 });
    const phone = new Phone(context, await context.newPage());
    const query = new URLSearchParams({ phone: name, openid, phoneNumber: number, textScale: String(textScale) });
    await phone.tab.goto(`${address}/phone/?${query}#${page}`);
    await phone.ready();
    return phone;
  }

  async ready() {
    await this.tab.waitForFunction(() => /** @type {any} */ (window).preview?.ready);
  }

  /** The mini-program is closed and opened again; what it kept stays. */
  async restart() {
    await this.tab.reload();
    await this.ready();
  }

  /** On the page in front. @param {string} selector @param {{ hasText?: string | RegExp }} [options] */
  on(selector, options) {
    return this.tab.locator(`.wx-page-holder:not([hidden]) ${selector}`, options);
  }

  /** @param {string | RegExp} text */
  text(text) {
    return this.tab.locator('.wx-page-holder:not([hidden])').getByText(text, { exact: typeof text === 'string' }).last();
  }

  /** @param {string | RegExp} text whole, or a part as a pattern */
  async sees(text) {
    await this.text(text).waitFor();
  }

  /** @param {string} selector on the page in front */
  async has(selector) {
    await this.on(selector).first().waitFor();
  }

  /** @param {string | RegExp} text */
  async seesNoMore(text) {
    await this.text(text).waitFor({ state: 'hidden' });
  }

  /** @param {string} text of WeChat's short word over the page */
  async isTold(text) {
    await this.tab.locator('.ui-toast', { hasText: text }).waitFor();
  }

  /** @param {string | RegExp} text */
  async tap(text) {
    this.taps += 1;
    await this.text(text).click();
  }

  /** @param {string} selector @param {{ hasText?: string | RegExp }} [options] */
  async tapOn(selector, options) {
    this.taps += 1;
    await this.on(selector, options).first().click();
  }

  /** In a dialogue or sheet of WeChat's. @param {string} text */
  async answer(text) {
    this.taps += 1;
    await this.tab.locator('.ui-mask').last().getByText(text, { exact: true }).click();
  }

  async back() {
    this.taps += 1;
    await this.tab.locator('.wx-back').click();
  }

  /** @param {string} name of a tab below */
  async turnTo(name) {
    this.taps += 1;
    await this.tab.locator('.wx-tab', { hasText: name }).click();
  }

  /** @param {string} placeholder @param {string} text */
  async write(placeholder, text) {
    await this.on('').getByPlaceholder(placeholder, { exact: true }).first().fill(text);
  }

  /** What stands in a field. @param {string} placeholder */
  async written(placeholder) {
    return this.on('').getByPlaceholder(placeholder, { exact: true }).first().inputValue();
  }

  /** What the mini-program keeps on the phone. @param {string} key */
  stored(key) {
    return this.tab.evaluate((name) => /** @type {any} */ (window).wx.getStorageSync(name), key);
  }

  /** A scrawl over the middle of what is at the selector. @param {string} selector */
  async draw(selector) {
    const field = this.on(selector).first();
    await field.scrollIntoViewIfNeeded();
    const box = await field.boundingBox();
    if (!box) throw new Error(`nothing to draw on: ${selector}`);
    const at = (/** @type {number} */ x, /** @type {number} */ y) => /** @type {const} */ ([box.x + box.width * x, box.y + box.height * y]);
    const { mouse } = this.tab;
    await mouse.move(...at(0.2, 0.3));
    await mouse.down();
    for (const [x, y] of [[0.35, 0.7], [0.5, 0.3], [0.65, 0.7], [0.8, 0.4]]) await mouse.move(...at(x, y), { steps: 4 });
    await mouse.up();
  }

  /** What the engine knows of the page in front. @param {string} name of a field of the page */
  page(name) {
    return this.tab.evaluate((field) => /** @type {any} */ (window).preview.phone.pages.stack.at(-1).instance[field], name);
  }

  /** @param {string} path */
  async go(path) {
    await this.tab.evaluate((url) => /** @type {any} */ (window).wx.reLaunch({ url }), `/${path}`);
  }

  /** Pulled down, as far as the page is concerned. */
  async pullDown() {
    await this.tab.evaluate(() => /** @type {any} */ (window).preview.phone.pages.stack.at(-1).call('onPullDownRefresh'));
  }

  /** @param {'wifi' | '4g' | '3g' | '2g' | 'none'} type */
  async network(type) {
    const speed = SPEEDS[/** @type {'2g' | '3g'} */ (type)] ?? -1;
    const wire = await this.context.newCDPSession(this.tab);
    await wire.send('Network.emulateNetworkConditions', { offline: false, latency: 0, downloadThroughput: speed, uploadThroughput: speed });
    await this.tab.evaluate((kind) => /** @type {any} */ (window).preview.phone.network.set(kind), type);
  }

  /** What went wrong on this phone so far. @returns {Promise<string[]>} */
  async errors() {
    const own = await this.tab.evaluate(() => /** @type {any} */ (window).preview.phone.errors);
    return [...own, ...this.console];
  }

  /** @param {string} file */
  async picture(file) {
    await this.tab.screenshot({ path: file });
  }

  async close() {
    await this.context.close();
  }
}
