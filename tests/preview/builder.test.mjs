import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { buildApp } from '../../scripts/preview/builder/build.mjs';
import { iconsIn } from '../../scripts/preview/builder/icons.mjs';
import { writeNpm } from '../../scripts/preview/builder/npm.mjs';
import { BuildError } from '../../scripts/preview/builder/project.mjs';
import { tagsIn } from '../../scripts/preview/builder/templates.mjs';
import { newer, sinceOf } from '../../scripts/preview/builder/versions.mjs';
import { preparedWxs } from '../../scripts/preview/builder/wxs.mjs';

const FIXTURE = new URL('./fixture/', import.meta.url).pathname;
const MODULES = new URL('../../node_modules/', import.meta.url).pathname;
const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'preview-'));
after(() => fs.rmSync(scratch, { recursive: true }));
let copies = 0;

/** A copy of the fixture with some files changed. @param {Record<string, string>} files */
function changed(files) {
  const root = path.join(scratch, String((copies += 1)));
  fs.cpSync(FIXTURE, root, { recursive: true });
  for (const [name, text] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    fs.writeFileSync(path.join(root, name), text);
  }
  return root;
}

/** @param {string} root */
const build = (root) => buildApp(root, { modules: MODULES, engine: '' });

test('a mini-program becomes one script for each package', () => {
  const { files, counts, sizes } = build(FIXTURE);
  assert.deepEqual(counts, { pages: 4, components: 6, modules: 8 });
  assert.deepEqual(sizes.map((each) => each.name), ['main', 'sub']);
  const [app, sub] = ['app.js', 'package-sub.js'].map((name) => /** @type {string} */ (files.get(name)));
  // Code, template and style of the subpackage's page are in its own script.
  for (const part of ['__define("sub/detail/detail.js"', 'G["sub/detail/detail"]', '"sub/detail/detail":"']) {
    assert.deepEqual([app.includes(part), sub.includes(part)], [false, true], part);
  }
});

const app = JSON.parse(fs.readFileSync(path.join(FIXTURE, 'app.json'), 'utf8'));
const page = 'pages/tab/tab';
const refused = /** @type {[string, Record<string, string>, RegExp][]} */ ([
  ['an unknown tag', { [`${page}.wxml`]: '<viw>一</viw>' }, /tab\.wxml: unknown tag <viw>/],
  ['an unknown API', { [`${page}.js`]: 'Page({ onLoad() { wx.startTeleport(); } });' }, /unknown API wx\.startTeleport/],
  ['an end tag that is missing', { [`${page}.wxml`]: '<view>' }, /tab\.wxml:1:\d+/],
  ['a component that is not there', { [`${page}.json`]: '{"usingComponents":{"x":"/none"}}' }, /no component \/none for <x>/],
  ['a module that is not there', { [`${page}.js`]: "import './none.js'; Page({});" }, /require\('\.\/none\.js'\) leads nowhere/],
  ['a style that is not there', { [`${page}.wxss`]: "@import './none.wxss';" }, /none\.wxss is missing/],
  ['code of a subpackage in the main package', { [`${page}.js`]: "import '../../sub/detail/detail.js'; Page({});" }, /lies in the subpackage sub/],
  ['a page without a template', { 'app.json': JSON.stringify({ ...app, pages: [...app.pages, 'pages/none/none'] }) }, /pages\/none\/none/],
  ['an unknown private API', { 'app.json': JSON.stringify({ ...app, requiredPrivateInfos: ['readMind'] }) }, /knows no readMind/],
  ['one tab alone', { 'app.json': JSON.stringify({ ...app, tabBar: { list: [app.tabBar.list[0]] } }) }, /2 to 5 tabs/],
  ['a package of more than 2 MB', { 'images/large.png': 'x'.repeat(2 * 1024 * 1024) }, /package main has \d+ bytes/],
  ['an icon without a picture', { [`${page}.json`]: '{"usingComponents":{"t-icon":"tdesign-miniprogram/icon/icon"}}', [`${page}.wxml`]: '<t-icon name="none-such" />' }, /tab\.wxml: icon none-such has no local picture/],
  ['JSON that is none', { [`${page}.json`]: '{' }, /tab\.json: /],
  [
    'an API newer than the declared library',
    { 'project.config.json': '{"libVersion":"2.19.0"}', [`${page}.js`]: 'Page({ onLoad() { wx.getWindowInfo(); } });' },
    /wx\.getWindowInfo needs base library 2\.20\.1/,
  ],
]);

for (const [what, files, problem] of refused) {
  test(`${what} fails the build`, () => {
    assert.throws(() => build(changed(files)), (error) => error instanceof BuildError && problem.test(error.message));
  });
}

test('an API that is guarded may be newer than the declared library', () => {
  const code = "Page({ onLoad() { if (wx.canIUse('getWindowInfo')) wx.getWindowInfo(); } });";
  build(changed({ 'project.config.json': '{"libVersion":"2.19.0"}', [`${page}.js`]: code }));
});

test('a comment may name what does not exist', () => {
  build(changed({ [`${page}.js`]: '// not wx.startTeleport()\nPage({});', [`${page}.wxml`]: '<!-- <viw> --><view>{{ a <b }}</view>' }));
});

test('npm packages come with the files that are used and no others', () => {
  const root = changed({
    [`${page}.json`]: '{"usingComponents":{"t-tag":"tdesign-miniprogram/tag/tag"}}',
    [`${page}.wxml`]: '<t-tag>一</t-tag>',
    [`${page}.js`]: "import { observable } from 'mobx-miniprogram'; Page({ data: observable({}) });",
  });
  const files = writeNpm(build(root));
  assert.ok(files.includes('miniprogram_npm/tdesign-miniprogram/tag/tag.wxml'));
  assert.ok(files.includes('miniprogram_npm/mobx-miniprogram/index.js'));
  assert.ok(!files.some((file) => file.includes('tdesign-miniprogram/calendar/')));
  assert.equal(fs.existsSync(path.join(root, 'miniprogram_npm/tdesign-miniprogram/icon/icon.wxml')), true);
});

test('the tags of a template are found without its comments and expressions', () => {
  assert.deepEqual([...tagsIn('<view a="{{b<c}}"><!-- <x> --><t-cell /></view><wxs module="m">a<b</wxs>')], ['view', 't-cell', 'wxs']);
});

test('WXS knows the constructor of a value by name', () => {
  const run = new Function('module', `${preparedWxs("module.exports={k:function(a){return a.constructor==='Array'}}")};return module.exports`);
  const { k } = run({ exports: {} });
  assert.deepEqual([k([]), k({}), k.__wxs], [true, false, true]);
});

test('the icons of a template are found in attributes and expressions', () => {
  const source = `<t-icon name="add" /><t-input name="phone" prefix-icon="{{a > b ? 'call' : 'mail'}}" /><t-button icon="{{icon}}" /><app-icon name="own" />`;
  assert.deepEqual([...iconsIn(source)], ['add', 'call', 'mail']);
});

test("an API's first base library is the one that WeChat's typings name", () => {
  const table = { chooseMedia: '2.10.0', getWindowInfo: '2.20.1', getFuzzyLocation: '2.25.0', request: undefined, none: undefined };
  assert.deepEqual(Object.fromEntries(Object.keys(table).map((name) => [name, sinceOf(name)])), table);
});

test('versions are compared by their numbers', () => {
  assert.deepEqual([newer('2.20.1', '2.9.0'), newer('2.9.0', '2.20.1'), newer('3.0.0', '3.0.0')], [true, false, false]);
});
