import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lengths, selector } from '../../scripts/preview/builder/styles.mjs';

const tags = new Set(['view', 'text', 'button']);

test('rpx and vh follow the width of the phone and the height that is left', () => {
  const table = [
    ['20rpx', 'calc(20 * var(--rpx))'],
    ['-1.5rpx auto', 'calc(-1.5 * var(--rpx)) auto'],
    ['100vh', 'calc(100 * var(--vh))'],
    ['12px', '12px'],
  ];
  for (const [written, wanted] of table) assert.equal(lengths(written), wanted);
});

test('selectors keep to their component and their page', () => {
  const table = [
    ['.a .b', { scope: 'x' }, '.x--a .x--b'],
    ['.a::after', { scope: 'x' }, '.x--a::after'],
    [':host .a', { scope: 'x' }, '[wx-host=x] .x--a'],
    ['view.a > text', {}, 'wx-view.a > wx-text'],
    ['t-cell', {}, 't-cell'],
    ['page', {}, 'wx-page'],
    ['.a', { page: 'pages/a/a' }, ':where([data-page="pages/a/a"]) .a'],
    ['page', { page: 'pages/a/a' }, 'wx-page:where([data-page="pages/a/a"])'],
    ['.a:not(.b,.c)', { page: 'p' }, ':where([data-page="p"]) .a:not(.b,.c)'],
  ];
  for (const [written, styling, wanted] of table) {
    assert.equal(selector(/** @type {string} */ (written), { tags, .../** @type {any} */ (styling) }), wanted);
  }
});
