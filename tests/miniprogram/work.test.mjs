/** The courier's day, without a net and with it. */

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import * as day from '../../miniprogram/courier/stores/work.js';
import { installWx, ok, refused, signedIn } from './support/fake_wx.mjs';

const OFFLINE = { fail: 'fail' };
const task = (waybill_no, kind = 'delivery') => ({
  waybill_no, kind, status_label: '派送中', accepted: false, real_name_done: false, goods: '茶叶', weight_g: 1200, due_fen: 0, collected: false,
  contact: { name: '沈星河', phone: '+8619900090003', address: '虚构大道66号', remark: '' },
});

/** @type {ReturnType<typeof installWx>} */
let fake;

beforeEach(async () => {
  fake = installWx({ platform: { onNetworkStatusChange: () => {} } });
  signedIn(fake, 'courier');
  day.leave();
  await day.enter();
});

/** Tasks as the server tells them. */
async function heard(...tasks) {
  fake.answers.push(ok({ tasks }));
  await day.refresh();
}

test('a courier who is known goes to work without the net', () => {
  assert.equal(day.work.account.id, 'ID-courier');
  assert.equal(fake.requests.length, 0);
});

test('what was done offline leaves the list at once and stays to be sent', async () => {
  await heard(task('WB1'), task('WB2'));
  fake.answers.push(OFFLINE, OFFLINE, OFFLINE);
  day.record({ kind: 'fail_delivery', waybillNo: 'WB1', data: { reason: 'consignee_not_home' } });
  assert.deepEqual(day.work.tasks.map((each) => each.waybillNo), ['WB2']);
  await day.sendWaiting();
  assert.equal(day.work.unsent, 1);
  fake.answers.push(ok({ applied: true, flag: null }), ok({ tasks: [task('WB2')] }));
  await day.sendWaiting();
  assert.equal(day.work.unsent, 0);
  day.leave();
});

const stop = (arrives_at, ...waybill_nos) => ({ kind: 'delivery', waybill_nos, arrives_at, leaves_at: arrives_at });
const tour = (stops, more = {}) => ({ version: 1, stops, ends_at: '2026-03-09T04:00:00Z', distance_m: 5_230, saved_m: 1_840, ...more });

test('a planned tour puts the list in its order, with the times, and says what it saves', async () => {
  await heard(task('WB1'), task('WB2'), task('WB3'), task('WB4'));
  fake.answers.push(ok(tour([stop('2026-03-09T01:10:00Z', 'WB3'), stop('2026-03-09T01:25:00Z', 'WB1', 'WB4')])));
  await day.plan();
  assert.deepEqual(day.work.tasks.map((each) => [each.waybillNo, each.stop?.place, each.stop?.at]), [
    ['WB3', 1, '09:10'], ['WB1', 2, '09:25'], ['WB4', 2, '09:25'], ['WB2', undefined, undefined],
  ]);
  assert.equal(day.work.tour.text, '2 站，约 5.2 公里，12:00 前后回到网点，比按时限顺序少走 1.8 公里');
});

test('a new task takes its place in the tour at the next look, and without the net the last tour stays', async () => {
  await heard(task('WB1'));
  fake.answers.push(ok(tour([stop('2026-03-09T01:10:00Z', 'WB1')], { saved_m: 0 })));
  await day.plan();
  fake.answers.push(ok({ tasks: [task('WB1'), task('WB2')] }), ok(tour([stop('2026-03-09T01:05:00Z', 'WB2'), stop('2026-03-09T01:15:00Z', 'WB1')])));
  await day.refresh();
  assert.deepEqual(day.work.tasks.map((each) => each.waybillNo), ['WB2', 'WB1']);
  fake.answers.push(ok({ tasks: [task('WB1'), task('WB2')] }), OFFLINE, OFFLINE, OFFLINE);
  await day.refresh();
  assert.equal(day.work.tour.stops.WB2.place, 1);
  day.leave();
  assert.equal(day.work.tour, null);
});

test('a task that was accepted offline counts as accepted', async () => {
  await heard(task('WB1', 'pickup'));
  fake.answers.push(OFFLINE, OFFLINE, OFFLINE);
  day.record({ kind: 'accept', waybillNo: 'WB1', data: {} });
  assert.equal(day.work.tasks[0].accepted, true);
  day.leave();
});

test('what the server refuses comes back to the list, and its reason is shown', async () => {
  await heard(task('WB1'));
  fake.answers.push(refused(409, 'COD_NOT_COLLECTED', '请先收款'));
  day.record({ kind: 'sign', waybillNo: 'WB1', data: {} });
  await day.sendWaiting();
  assert.deepEqual([day.work.unsent, day.work.refused], [0, 1]);
  assert.equal(day.work.outboxView[0].reason, '请先收款');
  assert.deepEqual(day.work.tasks.map((each) => each.waybillNo), ['WB1']);
  day.leave();
});

test('another courier on the same phone neither sees nor sends what waits', async () => {
  fake.answers.push(OFFLINE, OFFLINE, OFFLINE);
  day.record({ kind: 'sign', waybillNo: 'WB1', data: {} });
  day.leave();
  fake.storage.set('session.courier', { session: 't', account: { id: 'OTHER', role: 'courier' } });
  await day.enter();
  assert.deepEqual(day.work.outboxView, []);
  day.leave();
  signedIn(fake, 'courier');
  await day.enter();
  assert.equal(day.work.outboxView.length, 1);
  day.leave();
});
