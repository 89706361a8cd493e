/** Chromium, a preview server on a free port and a phone in it. */

import http from 'node:http';
import { test } from 'node:test';
import { chromium } from 'playwright-core';
import { previewServer } from '../../../scripts/preview/server/server.mjs';

export const FIXTURE = new URL('../fixture/', import.meta.url).pathname;
export const MODULES = new URL('../../../node_modules/', import.meta.url).pathname;

const A_TEST_WITHIN_MS = 60_000;

/** A test that fails when it hangs. @param {string} name @param {() => Promise<void>} run */
export function inBrowser(name, run) {
  test(name, { timeout: A_TEST_WITHIN_MS }, run);
}

export function launched() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-sync'],
  });
}

/** @param {http.Server} server @returns {Promise<string>} its address */
export async function listening(server) {
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  return `http://127.0.0.1:${/** @type {import('node:net').AddressInfo} */ (server.address()).port}`;
}

/** A server that answers like the provider sandbox's WeChat controls. */
export function codes() {
  return http.createServer((request, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(request.url?.includes('codes') ? { code: 'code-1', expires_in: 300 } : { remaining: 1 }));
  });
}

/** @param {Partial<import('../../../scripts/preview/server/server.mjs').Options>} [options] */
export function fixtureServer(options = {}) {
  return previewServer({ app: FIXTURE, modules: MODULES, ...options });
}

/** @param {import('playwright-core').Browser} browser @param {string} address @param {string} [page] */
export async function phone(browser, address, page = '') {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, hasTouch: false });
  const tab = await context.newPage();
  tab.setDefaultTimeout(5000);
  await tab.goto(`${address}/phone/?phone=tester&openid=openid-tester&phoneNumber=19900000001#${page}`);
  await tab.waitForFunction(() => /** @type {any} */ (window).preview?.ready);
  return tab;
}

/** What went wrong in a phone. @param {import('playwright-core').Page} tab @returns {Promise<string[]>} */
export const errors = (tab) => tab.evaluate(() => /** @type {any} */ (window).preview.phone.errors);
