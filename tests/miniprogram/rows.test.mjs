import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rowPatches } from '../../miniprogram/lib/rows.js';

const MOST = 8 * 1024;
const rows = (/** @type {number} */ count) => Array.from({ length: count }, (_, at) => ({ id: at, where: '虚构路'.repeat(60) }));

/** @param {any[]} shown @param {Record<string, any>[]} patches as a page applies them */
function applied(shown, patches) {
  let tasks = [...shown];
  for (const patch of patches) {
    for (const [path, value] of Object.entries(patch)) {
      const at = path.match(/^tasks\[(\d+)\]$/);
      if (at) tasks[Number(at[1])] = value;
      else tasks = value;
    }
  }
  return tasks;
}

test('thirty long rows come in pieces, none above 8 kB', () => {
  const patches = rowPatches('tasks', [], rows(30));
  assert.ok(patches.length > 2);
  for (const patch of patches) assert.ok(Buffer.byteLength(JSON.stringify(patch)) <= MOST);
  assert.deepEqual(applied([], patches), rows(30));
});

test('a row that changed travels alone', () => {
  const after = rows(30).map((row) => (row.id === 7 ? { ...row, where: '别处' } : row));
  assert.deepEqual(rowPatches('tasks', rows(30), after), [{ 'tasks[7]': { id: 7, where: '别处' } }]);
});

test('a list that lost its first row shows the others, and no more, in pieces', () => {
  const after = rows(30).slice(1);
  const patches = rowPatches('tasks', rows(30), after);
  for (const patch of patches) assert.ok(Buffer.byteLength(JSON.stringify(patch)) <= MOST);
  assert.deepEqual(applied(rows(30), patches), after);
});

test('nothing is set when nothing changed', () => {
  assert.deepEqual(rowPatches('tasks', rows(3), rows(3)), []);
});

test('an emptied list is one small update', () => {
  assert.deepEqual(rowPatches('tasks', rows(3), []), [{ tasks: [] }]);
});
