import assert from 'node:assert/strict';
import { test } from 'node:test';
import { balanceView } from '../../miniprogram/courier/services/collect_cod.js';
import { dutyView, inOrder, taskView } from '../../miniprogram/courier/services/dispatch_match.js';
import { isIdentityNumber } from '../../miniprogram/courier/services/pick_up.js';
import { listMyOrders, orderView, placeOrder } from '../../miniprogram/services/create_order.js';
import { askToSubscribe } from '../../miniprogram/services/notify.js';
import { quoteView } from '../../miniprogram/services/quote.js';
import { parcelView, roadView } from '../../miniprogram/services/track.js';
import { installWx, ok, signedIn } from './support/fake_wx.mjs';

const NOON = Date.parse('2026-03-01T04:00:00Z'); // 12:00 in Shanghai
const NO = 'WB123456789018';
const party = (name) => ({ name, phone: '199****0001', address: '广东省广州市***' });

const ORDER = {
  waybill_no: NO, direction: 'sent', status: 'placed', status_label: '待接单', exception_open: false, product: 'standard',
  goods: '茶叶两盒', consignor: party('林**'), consignee: party('沈**'), terms: 'on_account', total_fen: 1440,
  due_on_delivery_fen: 0, placed_at: '2026-03-01T03:00:00+00:00', promised_at: '2026-03-02T03:00:00+00:00', signed_at: null,
};

test('a quote is told in yuan, line by line, with the day it arrives', () => {
  const quote = {
    quote_id: 'Q', expires_at: '2026-03-01T04:30:00+00:00', charge_weight_g: 1200, total_fen: 1440, promised_s: 86_400,
    fee_lines: [{ code: 'freight', name: '运费', amount_fen: 1240 }, { code: 'cod', name: '代收货款手续费', amount_fen: 200 }],
  };
  assert.deepEqual(quoteView(quote, NOON), {
    id: 'Q',
    expiresAtMs: Date.parse('2026-03-01T04:30:00Z'),
    total: '14.40',
    chargeWeight: '计费重量 1.2 千克',
    lines: [{ code: 'freight', name: '运费', amount: '12.40' }, { code: 'cod', name: '代收货款手续费', amount: '2.00' }],
    arrives: '预计 明天 12:00 前送达',
  });
});

test('an order in the list names the other side, the money and what comes next', () => {
  const table = [
    [{}, ['收件人 沈**', '运费 ¥14.40', '预计 明天 11:00 前送达', '待接单']],
    [{ direction: 'received' }, ['寄件人 林**', '', '预计 明天 11:00 前送达', '待接单']],
    [{ due_on_delivery_fen: 9950 }, ['收件人 沈**', '到付 ¥99.50', '预计 明天 11:00 前送达', '待接单']],
    [{ status: 'signed', status_label: '已签收', signed_at: '2026-03-01T03:30:00+00:00' }, ['收件人 沈**', '运费 ¥14.40', '今天 11:30 签收', '已签收']],
    [{ status: 'cancelled', status_label: '已取消' }, ['收件人 沈**', '运费 ¥14.40', '今天 11:00 下单', '已取消']],
    [{ exception_open: true }, ['收件人 沈**', '运费 ¥14.40', '预计 明天 11:00 前送达', '问题件处理中']],
  ];
  for (const [change, [other, money, when, label]] of table) {
    const view = orderView({ ...ORDER, ...change }, NOON);
    assert.deepEqual([view.other, view.money, view.when, view.statusLabel], [other, money, when, label]);
  }
});

test('a state that this version does not know still has a word and an icon', () => {
  const view = orderView({ ...ORDER, status: 'teleported', status_label: '传送中' }, NOON);
  assert.deepEqual([view.statusLabel, view.icon, view.tone], ['传送中', 'box', 'quiet']);
});

test('orders are searched at the server, in the list that is shown', async () => {
  const table = [
    [{ status: [], direction: '', typed: '' }, undefined, 'limit=12'],
    [{ status: ['placed', 'assigned'], direction: 'sent', typed: '0003' }, undefined, 'status=placed&status=assigned&direction=sent&q=0003&limit=12'],
    [{ status: [], direction: 'received', typed: '' }, 'N', 'direction=received&before=N&limit=12'],
  ];
  for (const [wanted, before, query] of table) {
    const fake = installWx({ answers: [ok({ orders: [ORDER], next: null })] });
    signedIn(fake, 'customer');
    assert.equal((await listMyOrders(wanted, before)).orders[0].waybillNo, NO);
    assert.equal(fake.requests[0].url.split('?')[1], query);
  }
});

test('a parcel shows only the actions that the server allows, and no price to whom it is not told', () => {
  const parcel = {
    ...ORDER, exception: null, goods: { description: '茶叶', category: 'food', weight_g: 1200, volume_cm3: 0 }, total_fen: null,
    actions: ['cancel'], courier: null, proofs: [], signed_kind: null, signed_by: null,
    timeline: [{ at: '2026-03-01T03:00:00+00:00', step: 'placed', text: '订单已提交' }],
  };
  const view = parcelView(parcel, NOON);
  assert.deepEqual(view.actions, ['cancel']);
  assert.ok(!view.facts.some((each) => each.label === '运费'));
  assert.deepEqual(view.timeline, [{ at: '今天 11:00', text: '订单已提交', latest: true }]);
  assert.equal(view.headline, '预计 明天 11:00 前送达');
});

test('the public road has nothing of people', () => {
  const view = roadView({ waybill_no: NO, status: 'in_transit', status_label: '运输中', exception_open: true, timeline: [] }, NOON);
  assert.deepEqual(Object.keys(view).sort(), ['exception', 'headline', 'icon', 'number', 'status', 'statusLabel', 'timeline', 'tone', 'waybillNo']);
  assert.equal(view.exception, '我们正在处理，请留意后续更新');
});

test('an order is sent with whole fen and grams, addresses in one line and its own request id', async () => {
  const fake = installWx({ answers: [ok({ waybill_no: NO, status_label: '待接单' })] });
  signedIn(fake, 'customer');
  const one = (name) => ({ name, phone: '19900090001', extension: '', region: ['广东省', '广州市', '天河区'], adcode: '440106', address: '虚构路18号', location: null });
  const ask = { product: 'standard', weight_g: 1200, volume_cm3: 0, insured_value_fen: 0, cod_fen: 9950 };
  const goods = { description: '茶叶', category: 'food' };
  const parties = { consignor: one('林一'), consignee: one('沈二') };
  const plain = { proofModes: [], terms: 'on_receipt', remark: '', slot: null };
  await placeOrder({ quoteId: 'Q', ask, ...parties, goods, ...plain }, 'R1');
  const [request] = fake.requests;
  assert.equal(request.header['Idempotency-Key'], 'R1');
  const entry = (name) => ({ name, phone: '19900090001', address: '广东省广州市天河区虚构路18号', adcode: '440106' });
  assert.deepEqual(request.data, { quote_id: 'Q', ...ask, consignor: entry('林一'), consignee: entry('沈二'), goods, terms: 'on_receipt', remark: '' });
});

test('whoever does not want messages can still order', async () => {
  installWx({ platform: { requestSubscribeMessage: async () => { throw { errCode: 20004 }; } } });
  assert.deepEqual(await askToSubscribe('placing'), []);
  installWx({ platform: { requestSubscribeMessage: async () => ({ tmpl_signed: 'accept', tmpl_courier_assigned: 'reject' }) } });
  assert.deepEqual(await askToSubscribe('placing'), ['tmpl_signed']);
});

/** At each moment what comes next, at most the three that WeChat shows. */
const ASKED = /** @type {const} */ ({
  placing: ['tmpl_courier_assigned', 'tmpl_pickup_failed', 'tmpl_signed'],
  prepaying: ['tmpl_courier_assigned', 'tmpl_payment', 'tmpl_signed'],
  waiting: ['tmpl_out_for_delivery', 'tmpl_running_late', 'tmpl_signed'],
  astray: ['tmpl_running_late', 'tmpl_returned', 'tmpl_lost'],
});
for (const [moment, names] of Object.entries(ASKED)) {
  test(`what may be told is asked for when it fits: ${moment}`, async () => {
    const requestSubscribeMessage = async (/** @type {any} */ { tmplIds }) => Object.fromEntries(tmplIds.map((/** @type {string} */ id) => [id, 'accept']));
    installWx({ platform: { requestSubscribeMessage } });
    assert.deepEqual(await askToSubscribe(/** @type {keyof typeof ASKED} */ (moment)), names);
  });
}

const TASK = {
  waybill_no: NO, kind: 'delivery', status: 'out_for_delivery', status_label: '派送中', accepted: true, real_name_done: true,
  promised_at: '2026-03-01T10:00:00+00:00', goods: '茶叶', weight_g: 1200, due_fen: 11_390, collected: false,
  contact: { name: '沈星河', phone: '+8619900090003', address: '虚构大道66号', remark: '' }, location: { lng: 113.33, lat: 23.13 },
};

test('a task tells the distance, the time and the cash that is due', () => {
  const view = taskView(TASK, NOON, { lng: 113.33, lat: 23.12 });
  assert.deepEqual([view.due, view.window, view.distance], ['¥113.90', '今天 18:00 前送达', '1.1 公里']);
  assert.equal(taskView(TASK, NOON, null).distance, '');
  assert.equal(taskView({ ...TASK, kind: 'pickup', pickup_from: '2026-03-01T06:00:00Z', pickup_until: '2026-03-01T08:00:00Z' }, NOON, null).window, '今天 14:00–16:00');
});

test('a task tells the extension beside the phone, and none where there is none', () => {
  const relayed = taskView({ ...TASK, contact: { ...TASK.contact, phone: '+8613800001111', extension: '1234' } }, NOON, null);
  assert.deepEqual([relayed.phone, relayed.extension, relayed.address], ['+8613800001111', '1234', '虚构大道66号']);
  assert.equal(taskView(TASK, NOON, null).extension, '', 'a task that was kept before');
});

test('visits come before what is handed in, the nearest first', () => {
  const here = { lng: 113.33, lat: 23.12 };
  const far = taskView({ ...TASK, waybill_no: 'far', location: { lng: 113.5, lat: 23.13 } }, NOON, here);
  const near = taskView({ ...TASK, waybill_no: 'near' }, NOON, here);
  const back = taskView({ ...TASK, waybill_no: 'back', kind: 'hand_in', contact: undefined, location: undefined }, NOON, here);
  assert.deepEqual(inOrder([back, far, near]).map((each) => each.waybillNo), ['near', 'far', 'back']);
});

test('a visit whose time runs out goes before nearer ones, the latest first', () => {
  const here = { lng: 113.33, lat: 23.12 };
  const farAway = { lng: 113.5, lat: 23.13 };
  const visit = (waybill_no, promised_at, location) => taskView({ ...TASK, waybill_no, promised_at, location }, NOON, here);
  const near = visit('near', '2026-03-01T10:00:00Z', TASK.location);
  const soon = visit('soon', '2026-03-01T04:59:00Z', farAway);
  const late = visit('late', '2026-03-01T03:59:00Z', farAway);
  assert.deepEqual(inOrder([near, soon, late]).map((each) => [each.waybillNo, each.hurry]), [['late', '已超时'], ['soon', '即将超时'], ['near', '']]);
});

test('a shift that has ended is no duty', () => {
  assert.equal(dutyView('2026-03-01T05:00:00Z', NOON).on, true);
  assert.equal(dutyView('2026-03-01T03:00:00Z', NOON).on, false);
  assert.equal(dutyView(undefined, NOON).on, false);
});

test('cash is summed day by day, for each day is declared by itself', () => {
  const line = (waybill_no, amount_fen, day) => ({ waybill_no, amount_fen, day, at: `${day}T03:00:00Z` });
  const view = balanceView(
    { holding_fen: 600, declared_fen: 0, declarations: [], lines: [line('A', 100, '2026-03-01'), line('B', 200, '2026-02-28'), line('C', 300, '2026-03-01')] },
    NOON,
  );
  assert.deepEqual(view.days.map((each) => [each.label, each.amount, each.lines.length]), [['今天', '4.00', 2], ['2026-02-28', '2.00', 1]]);
});

test('an identity number is checked by its last character', () => {
  const table = [['11010519491231002X', true], ['11010519491231002x', true], ['110105194912310021', false], ['1234', false]];
  for (const [number, valid] of table) assert.equal(isIdentityNumber(number), valid, number);
});
