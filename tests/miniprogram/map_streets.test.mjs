/** The map page's line: along the streets that are ahead, straight where there are none. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wayAhead } from '../../functions/web/site/streets.js';

/** @param {number} lng @param {number} lat */
const at = (lng, lat) => ({ lng, lat });
const HERE = at(0, 0);
const FIRST = at(0, 0.02);
const SECOND = at(0, 0.04);
const STREETS = [HERE, at(0.01, 0.01), FIRST, at(0.01, 0.03), SECOND];

test('without streets the way leads straight from door to door', () => {
  assert.deepEqual(wayAhead([], [FIRST, SECOND], HERE), [HERE, FIRST, SECOND]);
});

test('with streets it follows them from the courier on', () => {
  assert.deepEqual(wayAhead(STREETS, [FIRST, SECOND], HERE), [HERE, ...STREETS]);
  const underway = at(0.0101, 0.0099);
  assert.deepEqual(wayAhead(STREETS, [FIRST, SECOND], underway), [underway, ...STREETS.slice(1)]);
});

test('what is behind the courier is not drawn', () => {
  assert.deepEqual(wayAhead(STREETS, [SECOND], FIRST), [FIRST, ...STREETS.slice(2)]);
});

test('without a position it begins at the next door', () => {
  assert.deepEqual(wayAhead(STREETS, [FIRST, SECOND]), STREETS.slice(2));
});

test('doors beyond the end of the streets are reached straight', () => {
  const far = at(0, 0.08);
  assert.deepEqual(wayAhead(STREETS, [FIRST, SECOND, far], HERE).at(-1), far);
});

test('after the last door nothing is left to draw but the courier', () => {
  assert.deepEqual(wayAhead(STREETS, [], HERE), [HERE]);
});
