/** A courier's day when things do not go to plan: pieces, prices, storage, incidents. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEEDS } from '../../miniprogram/courier/deeds.js';
import { Outbox } from '../../miniprogram/courier/outbox.js';
import { taskView } from '../../miniprogram/courier/services/dispatch_match.js';
import { piecesToPay, sumFor, unpaid } from '../../miniprogram/courier/lib/door_money.js';
import { askForCode } from '../../miniprogram/courier/services/pay.js';
import { loadingView } from '../../miniprogram/courier/services/plan_route.js';
import { measure, measuredView } from '../../miniprogram/courier/services/pick_up.js';
import * as day from '../../miniprogram/courier/stores/work.js';
import { pieceOf } from '../../miniprogram/lib/waybill.js';
import { installWx, ok, refused, signedIn } from './support/fake_wx.mjs';

const NO = 'WB123456789018';
const FILE = { path: 'wxfile://usr/1.jpg', kind: 'photo', contentType: 'image/jpeg', size: 12 };
const GRANT = ok({ key: 'proofs/1.jpg', url: 'http://127.0.0.1:9/bucket', fields: { policy: 'p' }, expires_at: '' });
const TASK = {
  waybill_no: NO, kind: 'delivery', status_label: '派送中', accepted: true, goods: '茶叶', weight_g: 1200, due_fen: 0, collected: false,
  pieces: 3, signed_pieces: [1], proof_modes: ['code'], return_receipt: true, consents: [{ consent_id: 'C', place: 'locker' }],
  contact: { name: '沈星河', phone: '+8619900090003', address: '虚构大道66号', remark: '' },
};

test('a task tells what is asked at the door; one that was kept from before asks for nothing', () => {
  const { pieces, signedPieces, proofModes, returnReceipt, consents } = taskView(TASK, 0, null);
  assert.deepEqual([pieces, signedPieces, proofModes, returnReceipt, consents], [3, [1], ['code'], true, [{ id: 'C', place: 'locker' }]]);
  const old = { ...TASK };
  for (const field of ['pieces', 'signed_pieces', 'proof_modes', 'return_receipt', 'consents']) delete old[field];
  const view = taskView(old, 0, null);
  assert.deepEqual([view.pieces, view.signedPieces, view.proofModes, view.returnReceipt, view.consents, view.measured], [1, [], [], false, [], null]);
});

// Three pieces of 33.34, 33.33 and 33.33 yuan, and 12.00 yuan of freight that is due with whichever are taken.
const PAID_AT_THE_DOOR = { ...TASK, signed_pieces: [], due_fen: 11_200, freight_due_fen: 1_200, pieces_fen: [3_334, 3_333, 3_333], paid_pieces: [] };

test('the recipient pays the share of the pieces that they take, and all freight', () => {
  const task = taskView(PAID_AT_THE_DOOR, 0, null);
  for (const [chosen, sum, named] of [[[1], 4_534, [1]], [[2, 3], 7_866, [2, 3]], [[1, 2, 3], 11_200, []]]) {
    assert.deepEqual([sumFor(task, chosen), piecesToPay(task, chosen)], [sum, named]);
  }
  const freightOnly = taskView({ ...PAID_AT_THE_DOOR, due_fen: 1_200, pieces_fen: [0, 0, 0] }, 0, null);
  assert.deepEqual([sumFor(freightOnly, [1]), piecesToPay(freightOnly, [1])], [1_200, []]);
});

test('only the pieces that were paid for are handed over', () => {
  const collected = (paid_pieces) => taskView({ ...PAID_AT_THE_DOOR, collected: true, paid_pieces }, 0, null);
  assert.equal(unpaid(collected([1, 3]), [1, 3]), '');
  assert.match(unpaid(collected([1, 3]), [1]), /第 1、3 件/);
  assert.match(unpaid(collected([1, 3]), [1, 2, 3]), /第 1、3 件/);
  assert.equal(unpaid(collected([]), [1, 2, 3]), '');
  assert.match(unpaid(collected([]), [2]), /退还/);
  assert.equal(unpaid(taskView(PAID_AT_THE_DOOR, 0, null), [2]), '', 'nothing was taken yet');
  assert.equal(unpaid(taskView({ ...TASK, collected: true }, 0, null), [2]), '', 'freight is paid for the way');
});

test('the code on the phone is for the chosen pieces', async () => {
  const offer = { payment_id: 'P', amount_fen: 4_534, code_url: 'weixin://p', expires_at: '2026-03-01T10:00:00Z' };
  const fake = installWx({ answers: [ok(offer), ok(offer)] });
  signedIn(fake, 'courier');
  await askForCode(NO, [1], 'R1');
  await askForCode(NO, [], 'R2');
  assert.deepEqual(fake.requests.map((each) => each.data), [{ pieces: [1] }, {}]);
});

test('what the recipient wishes for the next attempt goes before the promise', () => {
  const wished = (delivery_choice) => taskView({ ...TASK, promised_at: '2026-03-01T10:00:00Z', delivery_choice }, Date.parse('2026-03-01T04:00:00Z'), null).window;
  assert.equal(wished(null), '今天 18:00 前送达');
  assert.equal(wished({ choice: 'another_time', from: '2026-03-02T01:00:00Z', until: '2026-03-02T03:00:00Z' }), '收件人约 明天 09:00–11:00');
  assert.equal(wished({ choice: 'pick_up_at_outlet' }), '收件人要到网点自提，请交回网点');
});

test('a child number is a piece of its waybill, a bare number is none', () => {
  assert.deepEqual(pieceOf(`${NO}-003`), { waybillNo: NO, piece: 3 });
  assert.deepEqual(pieceOf(NO), { waybillNo: NO, piece: 0 });
  assert.deepEqual(pieceOf(`${NO}-3`), { waybillNo: `${NO}-3`, piece: 0 });
});

test('a new price waits for the sender, is agreed to, refused, or needs nobody', () => {
  const told = { measurement_id: 'M', weight_g: 2500, volume_cm3: 0, before_fen: 1440, after_fen: 2000, needs_consent: true };
  const table = [
    [{}, [true, false]], [{ agreed: null }, [true, false]], [{ agreed: true }, [false, false]], [{ agreed: false }, [false, true]],
    [{ needs_consent: false }, [false, false]],
  ];
  for (const [change, [waiting, no]] of table) {
    const view = measuredView({ ...told, ...change });
    assert.deepEqual([view.waiting, view.refused, view.text], [waiting, no, '运费从 ¥14.40 变为 ¥20.00']);
  }
  assert.equal(measuredView({ ...told, after_fen: 1440 }).changed, false);
});

test('a measurement that the server takes at once is agreed to', async () => {
  const fake = installWx({ answers: [ok({ measurement_id: 'M', before_fen: 1440, after_fen: 1500, needs_consent: false, consented: true })] });
  signedIn(fake, 'courier');
  const told = await measure(NO, { weight_g: 1500, volume_cm3: 0, evidence: [] });
  assert.deepEqual([told.id, told.weightG, told.waiting, told.changed], ['M', 1500, false, true]);
  assert.equal(fake.requests[0].url.replace(/^https?:\/\/[^/]+/, ''), `/parcels/${NO}/measurement`);
});

for (const [kind, path, data] of [
  ['store', 'storage', { place: 'locker', place_name: '东门 3 号柜', consent_id: 'C' }],
  ['incident', 'incidents', { reason: 'carrier_damaged_parcel' }],
  ['pick_up', 'pickup', { real_name_token: 'T', inspected: true, weight_g: 1200, volume_cm3: 0 }],
]) {
  test(`${kind} waits for the net with its photo, which goes first`, async () => {
    const fake = installWx({ answers: [{ fail: 'fail' }, { fail: 'fail' }, { fail: 'fail' }] });
    signedIn(fake, 'courier');
    const outbox = new Outbox('C1', { [kind]: DEEDS[kind].send }, () => {});
    outbox.add({ kind, waybillNo: NO, data: { scan_id: 'S', ...data }, files: [{ ...FILE }] });
    await outbox.replay();
    assert.equal(outbox.entries.length, 1);
    fake.answers.push(GRANT, ok({ proofs: [] }), ok({ flag: null }));
    await outbox.replay();
    assert.equal(outbox.entries.length, 0);
    assert.ok(fake.requests.at(-1).url.endsWith(`/parcels/${NO}/${path}`));
    assert.deepEqual(fake.requests.at(-1).data, { scan_id: 'S', ...data, evidence: ['proofs/1.jpg'] });
  });
}

test('pieces signed for without a net count at once, and not when the server refuses them', async () => {
  const fake = installWx({ platform: { onNetworkStatusChange: () => {} } });
  signedIn(fake, 'courier');
  day.leave();
  await day.enter();
  fake.answers.push(ok({ tasks: [TASK] }));
  await day.refresh();
  fake.answers.push({ fail: 'fail' }, { fail: 'fail' }, { fail: 'fail' });
  day.record({ kind: 'sign_partly', waybillNo: NO, data: { pieces: [3] } });
  assert.deepEqual(day.work.tasks.map((each) => each.signedPieces), [[1, 3]]);
  await day.sendWaiting();
  fake.answers.push(refused(409, 'PROOF_REQUIRED', '这一单要求签收码'));
  await day.sendWaiting();
  assert.deepEqual([day.work.tasks[0].signedPieces, day.work.outboxView[0].reason], [[1], '这一单要求签收码']);
  day.leave();
});

test('a parcel is stored or signed for, never both', () => {
  installWx();
  const outbox = new Outbox('C1', {}, () => {});
  assert.ok(outbox.add({ kind: 'sign_partly', waybillNo: NO, data: {} }));
  assert.ok(outbox.add({ kind: 'store', waybillNo: NO, data: {} }));
  assert.equal(outbox.add({ kind: 'sign', waybillNo: NO, data: {} }), null);
});

test('what is brought last is loaded first, and what was scanned is counted off', () => {
  const { loads, left } = loadingView(['WB123456789018', 'WB123456789026'], ['WB123456789018']);
  assert.deepEqual(loads.map((each) => [each.place, each.taken]), [[2, false], [1, true]]);
  assert.equal(left, 1);
  assert.deepEqual(loadingView([], []), { loads: [], left: 0 });
});
