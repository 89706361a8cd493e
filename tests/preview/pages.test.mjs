import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PageStack, parsed } from '../../scripts/preview/engine/pages.mjs';

/** A stack whose pages write down what happens to them. */
function recorded() {
  /** @type {string[]} */
  const log = [];
  const open = async (/** @type {string} */ path, /** @type {Record<string, string>} */ _query) => {
    const note = (/** @type {string} */ what) => log.push(`${path} ${what}`);
    return { path, show: () => note('show'), hide: () => note('hide'), close: () => note('close'), call: note };
  };
  const pages = new PageStack(['home', 'mine', 'a/x', 'a/y'], ['home', 'mine'], open);
  const told = () => log.splice(0);
  return { pages, told };
}

test('a URL gives its path and its query as written', () => {
  assert.deepEqual(parsed('/a/x?n=%E4%B8%80&u=a=b&empty='), { path: '/a/x', query: { n: '%E4%B8%80', u: 'a=b', empty: '' } });
});

test('a page that is opened hides the one below; going back closes it', async () => {
  const { pages, told } = recorded();
  await pages.reLaunch('/home');
  await pages.navigateTo('/a/x?n=1');
  assert.deepEqual(told(), ['home onLoad', 'home show', 'home onReady', 'home hide', 'a/x onLoad', 'a/x show', 'a/x onReady']);
  await pages.navigateTo('y');
  await pages.navigateBack(9);
  assert.deepEqual(told().slice(-3), ['a/y close', 'a/x close', 'home show']);
});

test('a tab that is left lives on; what was opened on it does not', async () => {
  const { pages, told } = recorded();
  await pages.reLaunch('/home');
  await pages.navigateTo('/a/x');
  told();
  await pages.switchTab('/mine');
  assert.deepEqual(told(), ['a/x close', 'mine onLoad', 'mine show', 'mine onReady']);
  await pages.switchTab('/home');
  assert.deepEqual(told(), ['mine hide', 'home show']);
  assert.deepEqual(pages.stack.map((page) => page.path), ['home']);
});

test('redirectTo replaces a page, reLaunch all of them', async () => {
  const { pages, told } = recorded();
  await pages.reLaunch('/home');
  await pages.navigateTo('/a/x');
  await pages.redirectTo('/a/y');
  assert.deepEqual(pages.stack.map((page) => page.path), ['home', 'a/y']);
  told();
  await pages.reLaunch('/a/x');
  assert.deepEqual(told().slice(0, 2), ['a/y close', 'home close']);
});

test('moves that WeChat refuses are refused and change nothing', async () => {
  const { pages } = recorded();
  await pages.reLaunch('/home');
  const table = /** @type {[() => Promise<void>, string][]} */ ([
    [() => pages.navigateTo('/none'), 'page "none" is not found'],
    [() => pages.navigateTo('/mine'), 'can not navigateTo a tabbar page'],
    [() => pages.redirectTo('/mine'), 'can not redirectTo a tabbar page'],
    [() => pages.switchTab('/a/x'), 'can not switch to no-tabBar page'],
    [() => pages.navigateBack(), 'cannot navigate back at first page.'],
  ]);
  for (const [move, message] of table) await assert.rejects(move, { message });
  assert.deepEqual(pages.stack.map((page) => page.path), ['home']);
});

test('ten pages are the most', async () => {
  const { pages } = recorded();
  await pages.reLaunch('/home');
  for (let count = 0; count < 9; count += 1) await pages.navigateTo('/a/x');
  await assert.rejects(() => pages.navigateTo('/a/x'), { message: 'webview count limit exceed' });
  assert.equal(pages.stack.length, 10);
});

test('two moves at once happen one after the other', async () => {
  const { pages } = recorded();
  await pages.reLaunch('/home');
  await Promise.all([pages.navigateTo('/a/x'), pages.navigateTo('/a/y')]);
  assert.deepEqual(pages.stack.map((page) => page.path), ['home', 'a/x', 'a/y']);
});
