import assert from 'node:assert/strict';
import { test } from 'node:test';
import { distanceM, toGcj02, toWgs84 } from '../../miniprogram/lib/coordinates.js';
import { newId } from '../../miniprogram/lib/ids.js';
import { fenOf, gramsOf, yuan } from '../../miniprogram/lib/money.js';
import { age, deliveryWindows, spoken } from '../../miniprogram/lib/moments.js';
import { emptyParty, entryOf, isPhone, problemsOf } from '../../miniprogram/lib/party.js';
import { isWaybillNo, normalised, spaced } from '../../miniprogram/lib/waybill.js';

const NOON = Date.parse('2026-03-01T04:00:00Z'); // 12:00 in Shanghai

test('typed amounts become exact fen', () => {
  const table = [['0', 0], ['12', 1200], ['12.5', 1250], ['0.29', 29], ['1.', 100], ['', null], ['1.234', null], ['-1', null], ['abc', null], ['1e3', null]];
  for (const [typed, fen] of table) assert.equal(fenOf(typed), fen, typed);
});

test('fen are printed as yuan with two places', () => {
  for (const [fen, text] of [[0, '0.00'], [5, '0.05'], [1250, '12.50'], [-300, '-3.00']]) assert.equal(yuan(fen), text);
});

test('typed kilograms become whole grams', () => {
  for (const [typed, grams] of [['1', 1000], ['0.35', 350], ['12.345', 12345], ['1.2345', null], ['x', null]]) {
    assert.equal(gramsOf(typed), grams, typed);
  }
});

test('moments are told by Shanghai clocks', () => {
  const table = [
    ['2026-03-01T01:05:00Z', '今天 09:05'],
    ['2026-02-28T16:00:00Z', '今天 00:00'],
    ['2026-02-28T15:59:00Z', '昨天 23:59'],
    ['2026-03-02T10:00:00Z', '明天 18:00'],
    ['2026-03-09T10:00:00Z', '3月9日 18:00'],
    ['2025-12-31T10:00:00Z', '2025年12月31日 18:00'],
    [undefined, ''],
  ];
  for (const [moment, text] of table) assert.equal(spoken(moment, NOON), text);
});

test('ages are rounded down to what people say', () => {
  const table = [[0, '刚刚'], [59_999, '刚刚'], [60_000, '1 分钟前'], [3_600_000, '1 小时前'], [90_000_000, '1 天前']];
  for (const [ms, text] of table) assert.equal(age(ms), text);
});

test('a delivery can be asked for in what is left of today and on the next two days', () => {
  const windows = deliveryWindows(NOON);
  assert.deepEqual(windows.slice(0, 4).map((each) => each.from), ['2026-03-01T05:00:00.000Z', '2026-03-01T07:00:00.000Z', '2026-03-01T09:00:00.000Z', '2026-03-01T11:00:00.000Z']);
  assert.deepEqual([windows[4].from, windows[4].until, windows.length], ['2026-03-02T01:00:00.000Z', '2026-03-02T03:00:00.000Z', 16]);
});

test('ids are ULIDs: 26 characters that sort by time', () => {
  const id = newId(1_469_918_176_385, () => 0);
  assert.equal(id, `01ARYZ6S41${'0'.repeat(16)}`);
  assert.ok(newId(2_000) < newId(3_000));
});

test('a slip of one digit or a swap of neighbours is no waybill number', () => {
  assert.ok(isWaybillNo('WB123456789018'));
  for (const wrong of ['WB123456789015', 'WB213456789018', 'WB12345678901', 'XX123456789015', '']) {
    assert.ok(!isWaybillNo(wrong), wrong);
  }
  assert.equal(normalised(' wb12 3456 7890 18 '), 'WB123456789018');
  assert.equal(spaced('WB123456789018'), 'WB12 3456 7890 18');
});

test('map points become WGS-84 and back', () => {
  // Shanghai, People's Square, as two independent converters give it.
  const gcj = toGcj02({ lng: 121.4737, lat: 31.2304 });
  assert.ok(distanceM(gcj, { lng: 121.478223, lat: 31.228458 }) <= 1);
  assert.ok(distanceM(toWgs84(gcj), { lng: 121.4737, lat: 31.2304 }) <= 1);
  assert.deepEqual(toGcj02({ lng: 2.35, lat: 48.85 }), { lng: 2.35, lat: 48.85 });
});

test('each wrong field of a party has its own message', () => {
  assert.deepEqual(Object.keys(problemsOf(emptyParty())).sort(), ['address', 'name', 'phone', 'region']);
  const good = { name: '林知夏', phone: '199 0009 0001', region: ['北京市', '北京市', '东城区'], adcode: '110101', address: '虚构路18号', location: null };
  assert.deepEqual(problemsOf(good), {});
  assert.deepEqual(entryOf(good), { name: '林知夏', phone: '19900090001', address: '北京市东城区虚构路18号', adcode: '110101' });
  for (const [phone, valid] of [['19900090001', true], ['020-55500001', true], ['+86 19900090001', true], ['1990009000', false], ['电话', false]]) {
    assert.equal(isPhone(phone), valid, phone);
  }
});
