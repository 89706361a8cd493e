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
