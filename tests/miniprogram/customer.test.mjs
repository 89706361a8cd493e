/** What a customer's pages make of the newer replies: services, sharing, ratings, the address book. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { refusedFields } from '../../miniprogram/lib/order_form.js';
import { entryOf, partyOf, partyView, phoneOf, placeOf, problemsOf } from '../../miniprogram/lib/party.js';
import { prohibitedHint } from '../../miniprogram/lib/prohibited.js';
import { addEntry, entryView, recentView } from '../../miniprogram/services/address_book.js';
import { rateParcel, ratingView, tagsFor } from '../../miniprogram/services/care.js';
import { checkService, quotePrice, serviceView } from '../../miniprogram/services/quote.js';
import { roadView, sharedView } from '../../miniprogram/services/track.js';
import { installWx, ok, signedIn } from './support/fake_wx.mjs';

const NOON = Date.parse('2026-03-01T04:00:00Z'); // 12:00 in Shanghai
const NO = 'WB123456789018';
const PARTY = {
  name: '林知夏', phone: '02012345678', extension: '806', region: ['广东省', '东莞市'], adcode: '441900', address: '虚构路18号', location: null,
};

test('an unserved end is told beside it, a served one promises its products', () => {
  const told = {
    pickup: { served: true, outlet_id: 'O', location: { lng: 113.33, lat: 23.13 } },
    delivery: { served: false, reason: '暂不派送到这里' },
    products: [{ product: 'standard', promised_s: 86_400, surcharges: [{ code: 'remote', name: '偏远附加费' }] }],
  };
  const view = serviceView(told, NOON);
  assert.deepEqual(view.ends, { consignor: '', consignee: '暂不派送到这里' });
  assert.equal(view.products[0].note, '明天 12:00 前');
  assert.equal(view.products[1].note, '这条线路未开通');
  assert.equal(serviceView({ ...told, products: [] }, NOON).products[1].note, '价格优先');
  assert.deepEqual(view.points, { consignor: { lng: 113.33, lat: 23.13 }, consignee: null });
  assert.deepEqual(view.surcharges, { standard: '偏远附加费' });
});

test('a check sends the point of an end, or else its address; the price is asked for the points alone', async () => {
  const point = { lng: 113.33, lat: 23.13 };
  const told = { pickup: { served: true }, delivery: { served: false, reason: '暂不派送到这里' }, products: [] };
  const fake = installWx({ answers: [ok(told), ok({ quote_id: 'Q', expires_at: '2026-03-01T04:30:00+00:00', fee_lines: [] })] });
  signedIn(fake, 'customer');
  const view = await checkService({ ...PARTY, location: point }, { ...PARTY, address: ' 虚构路18号 ' });
  assert.equal(view.ends.consignee, '暂不派送到这里');
  await quotePrice({ product: 'standard' }, { ...PARTY, location: point }, PARTY);
  const sent = fake.requests.map((each) => (typeof each.data === 'string' ? JSON.parse(each.data) : each.data));
  assert.deepEqual(sent[0], { from: { adcode: '441900', point }, to: { adcode: '441900', address: '虚构路18号' } });
  assert.deepEqual(sent[1], { product: 'standard', from_adcode: '441900', to_adcode: '441900', from_point: point });
});

test('an extension goes with the order and the book', () => {
  const entry = { name: '林知夏', phone: '02012345678', extension: '806', address: '广东省东莞市虚构路18号', adcode: '441900' };
  assert.deepEqual(entryOf(PARTY), entry);
  assert.equal(partyView(PARTY).who, '林知夏  02012345678 转 806');
  const place = placeOf(PARTY);
  assert.deepEqual([place.province, place.city, place.district, place.extension], ['广东省', '东莞市', '', '806']);
  assert.equal(problemsOf({ ...PARTY, extension: '八' }).extension, '分机号只填数字，最多 8 位');
});

test('an extension written behind the phone is taken apart', () => {
  for (const [written, phone, extension] of [
    ['0755-86013388转8812', '0755-86013388', '8812'],
    ['13800001111 转 1234', '13800001111', '1234'],
    ['13800001111-1234', '13800001111', '1234'],
    ['13800001111,,1234', '13800001111', '1234'],
    ['020 8765 4321 分机 802', '020 8765 4321', '802'],
    ['13800001111#1', '13800001111', '1'],
  ]) assert.deepEqual(phoneOf(written), { phone, extension }, written);
  for (const written of ['', '13800001111', '138-0000-1111', '0755-86013388', '020-8765-4321', '8812转1', '13800001111转', '13800001111转123456789']) {
    assert.deepEqual(phoneOf(written), { phone: written }, written);
  }
});

test('an entry of the book fills the form as it was written', () => {
  const entry = { name: '林知夏', phone: '+8619900090001', province: '广东省', city: '广州市', district: '天河区', adcode: '440106', address: '虚构路18号' };
  assert.deepEqual(partyOf(entry), {
    name: '林知夏', phone: '19900090001', extension: '', region: ['广东省', '广州市', '天河区'], adcode: '440106', address: '虚构路18号', location: null,
  });
  assert.deepEqual(problemsOf(partyOf(entry)), {});
});

test('a recipient of before comes back with their extension, and goes into the next order with it', () => {
  const told = { name: '林知夏', phone: '020-12345678', extension: '806', province: '广东省', city: '东莞市', adcode: '441900', address: '虚构路18号', location: null };
  assert.deepEqual(partyOf(told), { ...PARTY, phone: '020-12345678' });
  assert.deepEqual(entryOf(partyOf(told)), entryOf(PARTY));
});

test('lists of the book are shown as they came, masked', () => {
  const shown = entryView({ id: 'E', name: '沈**', phone: '199****0003', region: '广东省广州市天河区', address: '广东省广州市天河区***', is_default: true });
  assert.deepEqual(shown, { id: 'E', who: '沈**  199****0003', where: '广东省广州市天河区***', label: '', isDefault: true });
  assert.equal(recentView({ waybill_no: NO, name: '沈**', phone: '199****0003', address: '***', used_at: '2026-02-28T04:00:00Z' }, NOON).when, '昨天');
});

test('what is in the book already is said', async () => {
  for (const [reply, known] of [[{ id: 'A' }, false], [{ id: 'A', duplicate_of: 'A' }, true], [{ id: 'A', duplicate_of: 'B' }, false]]) {
    const fake = installWx({ answers: [ok(reply)] });
    signedIn(fake, 'customer');
    assert.deepEqual(await addEntry(PARTY, { isDefault: false }), { known });
    assert.ok(!('is_default' in fake.requests[0].data), 'what is the default already stays it');
  }
});

test('a rating has stars, tags and words, once', async () => {
  const fake = installWx({ answers: [ok({})] });
  signedIn(fake, 'customer');
  await rateParcel(NO, { stars: 5, tags: ['on_time'], comment: '谢谢' }, 'R');
  assert.equal(fake.requests[0].header['Idempotency-Key'], 'R');
  assert.deepEqual(fake.requests[0].data, { stars: 5, tags: ['on_time'], comment: '谢谢' });
  assert.deepEqual(ratingView({ stars: 2, tags: ['late', 'rude'], comment: '' }), { stars: 2, text: '不满意', said: '配送太慢，态度不好' });
  assert.equal(ratingView(undefined), null);
  assert.deepEqual([tagsFor(4)[0].value, tagsFor(3)[0].value], ['on_time', 'late']);
});

test('an expected arrival comes before the promise, and neither after the end', () => {
  const parcel = { waybill_no: NO, status: 'out_for_delivery', status_label: '派送中', exception_open: false, timeline: [], promised_at: '2026-03-01T10:00:00Z' };
  const table = [
    [{}, '预计 今天 18:00 前送达'],
    [{ estimated_at: '2026-03-01T07:20:00Z' }, '预计 今天 15:20 左右送到'],
    [{ estimated_at: '2026-03-01T07:20:00Z', status: 'cancelled' }, ''],
    [{ estimated_at: '2026-03-01T07:20:00Z', signed_at: '2026-03-01T07:00:00Z' }, '今天 15:00 签收'],
  ];
  for (const [change, headline] of table) assert.equal(roadView({ ...parcel, ...change }, NOON).headline, headline);
  assert.equal(sharedView({ ...parcel, from_city: '广州市', to_city: '深圳市' }, NOON).way, '广州市 → 深圳市');
});

test('what the server refuses stands beside its field', () => {
  const fields = { consignee: { phone: ['电话号码格式不正确'] }, goods: { description: ['最多 60 个字'] }, weight_g: ['太重'], unknown: ['?'] };
  assert.deepEqual(refusedFields({ fields }), { consignee: '电话号码格式不正确', description: '最多 60 个字', weight: '太重' });
  assert.deepEqual(refusedFields({}), {});
});

test('prohibited goods are noticed while they are typed', () => {
  assert.match(prohibitedHint('两个打火机'), /禁寄/);
  assert.match(prohibitedHint('充电宝一个'), /陆运/);
  assert.equal(prohibitedHint('两件外套'), '');
});
