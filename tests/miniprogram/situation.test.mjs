/** What a parcel's page asks and offers when things do not go to plan, and what its pages send. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { batchView, changeOrder, placeBatch } from '../../miniprogram/more/services/create_order.js';
import { reportIncident } from '../../miniprogram/more/services/incident.js';
import { answerPrice } from '../../miniprogram/more/services/pick_up.js';
import { changeRecipient, chooseDelivery, intercept, redirectParcel, redirectionView, sendCode } from '../../miniprogram/more/services/redirect.js';
import { signByMyself, storageView } from '../../miniprogram/more/services/sign.js';
import { priceView, situationView } from '../../miniprogram/services/situation.js';
import { installWx, ok, signedIn } from './support/fake_wx.mjs';

const NOON = Date.parse('2026-03-01T04:00:00Z'); // 12:00 in Shanghai
const NO = 'WB123456789018';
const REPRICING = { measurement_id: 'M', weight_g: 2500, before_fen: 1440, after_fen: 2000, evidence: ['k'], needs_consent: true };
const SITUATION = { side: 'consignor', pieces: 1, signed_pieces: [], proof_modes: [], charges: [], consents: [], may: [] };
const view = (change, parcel = {}) => situationView({ status: 'out_for_delivery', ...parcel, situation: { ...SITUATION, ...change } }, NOON);

test('each question that waits for a party has one card with one next step', () => {
  const table = [
    [{ may: ['answer_price'], repricing: REPRICING }, '请确认新的运费', '快递员称重 2.5 千克，运费从 ¥14.40 变为 ¥20.00', 'price'],
    [{ may: ['instruct'], instruction: { due_at: '2026-03-02T10:00:00Z' } }, '请决定包裹怎么处理', '请在 明天 18:00 前选择，逾期将退回给您', 'instruction'],
    [{ may: ['choose_delivery'] }, '这次没有送到', '可以约其他时间，或到网点自提', 'delivery'],
    [
      { may: ['show_pickup_code'], storage: { place: 'locker', place_name: '东门 3 号柜', until: '2026-03-02T10:00:00Z' } },
      '请到快递柜取件', '东门 3 号柜，请在 明天 18:00 前取走', 'collection',
    ],
    [{ may: ['redirect'] }, '包裹已拦下', '可以改寄到新的地址，或退回给您', 'redirect'],
    [{ may: ['own_signature'], proof_modes: ['own_signature'] }, '收到包裹了吗', '当面验收后，请在您的手机上签名', 'own_sign'],
  ];
  for (const [change, title, text, page] of table) {
    const { asks, links } = view(change);
    assert.deepEqual([asks.length, asks[0].title, asks[0].text, asks[0].page], [1, title, text, page]);
    assert.deepEqual(links, []);
  }
});

test('what may be done but waits for nobody is a link, and nothing else is offered', () => {
  const may = ['change_order', 'label', 'intercept', 'report_incident', 'own_signature', 'unknown_to_this_version'];
  assert.deepEqual(view({ may }).links.map((each) => each.label), ['修改订单', '面单', '在手机上签名', '拦截包裹', '报告问题']);
  assert.deepEqual(view({ may }).asks, []);
  assert.deepEqual(situationView({ status: 'signed' }, NOON), { asks: [], links: [], notes: [] }, 'a reply that was kept from before');
});

test('what happened beside the plan is told in a line each', () => {
  const table = [
    [{ pieces: 5, signed_pieces: [1, 2, 4] }, ['部分签收 3/5']],
    [{ pieces: 5, signed_pieces: [1, 2, 3, 4, 5] }, []],
    [{ told_late: true }, ['比承诺的时间晚了，我们正在加紧，抱歉让您久等']],
    [{ delivery_choice: { choice: 'another_time', from: '2026-03-02T01:00:00Z', until: '2026-03-02T03:00:00Z' } }, ['已选择：改时间再送 明天 09:00–11:00']],
    [{ instruction: { due_at: '2026-03-02T10:00:00Z', given: 'return' } }, ['已选择：退回']],
    [{ side: 'consignee', consents: [{ consent_id: 'C', place: 'locker' }] }, ['您已同意放快递柜']],
    [{ consents: [{ consent_id: 'C', place: 'station' }] }, ['收件人已同意放代收点']],
    [{ side: 'consignee', proof_modes: ['code'] }, ['签收时请把短信里的签收码告诉快递员']],
    [{ proof_modes: ['code'] }, []],
    [{ charges: [{ name: '保管费', amount_fen: 200 }, { name: '再派费', amount_fen: 300 }] }, ['另收 保管费 ¥2.00、再派费 ¥3.00']],
  ];
  for (const [change, notes] of table) assert.deepEqual(view(change).notes.map((each) => each.text), notes);
});

test('a price that rises and one that falls are told in yuan', () => {
  assert.deepEqual([priceView(REPRICING).difference, priceView(REPRICING).more], ['5.60', true]);
  const lower = priceView({ ...REPRICING, after_fen: 1240 });
  assert.deepEqual([lower.difference, lower.more], ['2.00', false]);
  const text = (difference_fen) => redirectionView({ difference_fen, fee_lines: [], promised_at: null }, NOON).text;
  assert.deepEqual([text(560), text(-200), text(0)], ['需补 ¥5.60', '将退 ¥2.00', '不另收费']);
});

test('a pickup code is easy to read, with its end and its fee', () => {
  const told = { place: 'locker', place_name: '东门 3 号柜', code: '482913', until: '2026-03-01T10:00:00Z', fee_fen: 0 };
  const storage = storageView(told, NOON);
  assert.deepEqual([storage.code, storage.place, storage.until, storage.fee, storage.overdue], ['482 913', '快递柜', '请在 今天 18:00 前取走', '', false]);
  const late = storageView({ ...told, until: '2026-02-28T10:00:00Z', fee_fen: 150 }, NOON);
  assert.deepEqual([late.fee, late.overdue], ['保管费 ¥1.50', true]);
});

/** What one deed puts on the wire. @param {any[]} answers @param {() => Promise<any>} act */
async function sent(answers, act) {
  const fake = installWx({ answers });
  signedIn(fake, 'customer');
  await act();
  return fake.requests.map((each) => [each.method, each.url.replace(/^https?:\/\/[^/]+/, ''), each.data, each.header['Idempotency-Key']]);
}

test('each decision is one request with its own id', async () => {
  const party = { name: '沈一', phone: '199 0009 0003', extension: '', region: ['广东省', '广州市', '天河区'], adcode: '440106', address: '虚构路18号', location: null };
  const slot = { from: 'F', until: 'U', text: '' };
  const consignee = { name: '沈一', phone: '19900090003', address: '广东省广州市天河区虚构路18号', adcode: '440106' };
  const table = [
    [() => answerPrice(NO, 'M', false, 'R'), '/repricing-consent', { measurement_id: 'M', agreed: false }],
    [() => intercept(NO, '123456', 'R'), '/interception', { code: '123456' }],
    [() => redirectParcel(NO, '123456', party, 'R'), '/redirection', { code: '123456', consignee }],
    [() => changeRecipient(NO, '1', { name: '', phone: '19900090003', extension: '', address: '' }, 'R'), '/recipient', { code: '1', phone: '19900090003' }],
    [() => chooseDelivery(NO, { choice: 'another_time', slot }, 'R'), '/delivery-choice', { choice: 'another_time', from: 'F', until: 'U' }],
    [() => chooseDelivery(NO, { choice: 'pick_up_at_outlet', slot: null }, 'R'), '/delivery-choice', { choice: 'pick_up_at_outlet' }],
  ];
  for (const [act, path, body] of table) assert.deepEqual(await sent([ok({ fee_fen: 0 })], act), [['POST', `/parcels/${NO}${path}`, body, 'R']]);
  const change = await sent([ok({})], () => changeOrder(NO, { slot, remark: undefined, description: '茶叶' }, 'R'));
  assert.deepEqual(change, [['POST', `/orders/${NO}/changes`, { pickup_from: 'F', pickup_until: 'U', goods_description: '茶叶' }, 'R']]);
});

test('a code is asked for once, even when the answer is lost: it costs a message', async () => {
  const fake = installWx({ answers: [{ fail: 'timeout' }, ok({ next_in_s: 60, expires_in_s: 300 })] });
  signedIn(fake, 'customer');
  await assert.rejects(sendCode(NO, 'intercept'));
  assert.equal(fake.requests.length, 1);
});

const GRANT = ok({ key: 'proofs/1.png', url: 'http://127.0.0.1:9/bucket', fields: { policy: 'p' }, expires_at: '' });

test('a picture is uploaded and confirmed before what it proves is said', async () => {
  const picture = { path: 'wxfile://tmp/1.png', contentType: 'image/png', size: 12 };
  const own = await sent([GRANT, ok({}), ok({})], () => signByMyself(NO, { ...picture, kind: 'own_signature' }, 'R'));
  assert.deepEqual(own.map((each) => each[1]), ['/uploads', '/uploads/confirmation', '/own-signature'].map((path) => `/parcels/${NO}${path}`));
  assert.deepEqual(own[2][2], { proof_key: 'proofs/1.png' });
  const told = { reason: 'carrier_damaged_parcel', note: '', pictures: [{ ...picture, kind: 'photo' }] };
  const report = await sent([GRANT, ok({}), ok({})], () => reportIncident(NO, told, 'R'));
  const { scan_id, occurred_at, ...rest } = report[2][2];
  assert.ok(scan_id && occurred_at);
  assert.deepEqual(rest, { reason: 'carrier_damaged_parcel', evidence: ['proofs/1.png'] });
});

test('a table that takes long is sent on until every row has its result; it is uploaded once', async () => {
  const grant = ok({ key: 'batches/1.csv', url: 'http://127.0.0.1:9/bucket', fields: {}, expires_at: '' });
  const rows = [{ row: 2, waybill_no: NO }, { row: 3, error: { code: 'INPUT_INVALID', message: '请检查', details: { fields: { phone: ['电话不正确'] } } } }];
  const answers = [grant, ok({ rows: [], placed: 0, refused: 0, complete: false }), ok({ rows, placed: 1, refused: 1, complete: true })];
  const fake = installWx({ answers });
  signedIn(fake, 'customer');
  const told = await placeBatch({ path: 'wxfile://tmp/1.csv', contentType: 'text/csv', size: 12 });
  assert.deepEqual([fake.uploads.length, fake.requests.length], [1, 3]);
  assert.notEqual(fake.requests[1].header['Idempotency-Key'], fake.requests[2].header['Idempotency-Key']);
  assert.equal(told.summary, '已下单 1 票，1 行没有成功');
  assert.deepEqual(told.rows.map((each) => [each.row, each.number, each.problem]), [[2, 'WB12 3456 7890 18', ''], [3, '', '请检查；电话不正确']]);
  assert.equal(batchView({ rows: [], placed: 2, refused: 0 }).summary, '2 票全部下单成功');
});
