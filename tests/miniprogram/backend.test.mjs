/** The phone's copies of what the backend knows: its actions and its reason codes. */

import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import { DECLINES, PICKUP_FAILURES } from '../../miniprogram/courier/services/pick_up.js';
import { FAILURES, REFUSALS } from '../../miniprogram/courier/services/sign.js';
import { INCIDENTS } from '../../miniprogram/courier/services/incident.js';
import { INCIDENTS as CUSTOMERS_INCIDENTS } from '../../miniprogram/more/services/incident.js';
import { CANCEL_REASONS, CATEGORIES } from '../../miniprogram/services/create_order.js';

const read = (path) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const folders = ['miniprogram/services', 'miniprogram/more/services', 'miniprogram/courier/services'];
const services = folders.flatMap((folder) => readdirSync(new URL(`../../${folder}`, import.meta.url)).map((name) => [`${folder}/${name}`, name.replace('.js', '')]));

test('every call of a service is an action that the backend has', () => {
  const actions = read('docs/actions.md');
  for (const [path] of services) {
    const source = read(path);
    const whole = [...source.matchAll(/'((?:GET|POST|DELETE) \/[^']*)'/g)].map((found) => found[1]);
    const built = [...source.matchAll(/(?:endpoint|sender)\('\w+', '([\w/-]+)'\)/g)].map((found) => `POST /parcels/<waybill_no>/${found[1]}`);
    if (!path.endsWith('/situation.js')) assert.ok(whole.length + built.length > 0, path);
    for (const http of [...whole, ...built]) assert.ok(actions.includes(`\`${http}\``), `${path}: ${http}`);
    for (const [, action] of source.matchAll(/(?:action: |endpoint\(|sender\()'(\w+)'/g)) assert.ok(actions.includes(`invoke \`${action}\``), `${path}: ${action}`);
  }
});

test('every reason that can be chosen is known to the backend for that step', () => {
  const source = read('layers/core/python/logistics/domain/reasons.py');
  const codesOf = (step) => [...(source.split(`Step.${step}: {`)[1] ?? '').split('},')[0].matchAll(/"(\w+)":/g)].map((found) => found[1]);
  const table = [['RELEASED', DECLINES], ['PICKUP_FAILED', PICKUP_FAILURES], ['DELIVERY_FAILED', FAILURES], ['REFUSED', REFUSALS], ['CANCELLED', CANCEL_REASONS]];
  table.push(['EXCEPTION_OPENED', INCIDENTS], ['EXCEPTION_OPENED', CUSTOMERS_INCIDENTS]);
  for (const [step, options] of table) {
    const known = codesOf(step);
    for (const { value } of options) assert.ok(known.includes(value), `${step}: ${value}`);
  }
});

test('every kind of goods is known to the backend', () => {
  const source = read('layers/core/python/logistics/runtime/order_schemas.py');
  for (const { value } of CATEGORIES) assert.match(source, new RegExp(`CATEGORIES = .*"${value}"`));
});
