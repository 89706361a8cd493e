import assert from 'node:assert/strict';
import { test } from 'node:test';
import { askOf, orderOf, orderProblems, problemsIn, volumeOf } from '../../miniprogram/lib/order_form.js';

const PARTY = { name: '林知夏', phone: '19900090001', region: ['广东省', '广州市', '天河区'], adcode: '440106', address: '虚构路18号', location: null };
const DRAFT = {
  consignor: PARTY, consignee: PARTY, description: '茶叶', category: 'food', weight: '1.2', length: '', width: '', height: '', insured: '',
  cod: '', product: 'standard', terms: 'on_account', pieces: '1', declared: [], returnReceipt: false, proof: '', remark: '', slot: null, agreed: true, requestId: 'R',
};

test('a complete order has no problems and a price can be asked', () => {
  assert.deepEqual(orderProblems(DRAFT), {});
  assert.deepEqual(askOf({ ...DRAFT, cod: '99.5', length: '20', width: '10', height: '5' }), {
    product: 'standard', weight_g: 1200, volume_cm3: 1000, insured_value_fen: 0, cod_fen: 9950, pieces: 1, return_receipt: false,
  });
});

test('nonsense in a field is told beside that field', () => {
  const table = [
    [{ weight: '0' }, 'weight'], [{ weight: '轻' }, 'weight'], [{ weight: '1001' }, 'weight'],
    [{ length: '10' }, 'size'], [{ length: '10', width: '0', height: '1' }, 'size'],
    [{ insured: '一百' }, 'insured'], [{ cod: '1.005' }, 'cod'],
    [{ category: '' }, 'category'], [{ description: ' ' }, 'description'], [{ description: '茶'.repeat(61) }, 'description'],
    [{ pieces: '0' }, 'pieces'], [{ pieces: '一' }, 'pieces'], [{ declared: [{ name: '外套', count: '' }] }, 'declared'],
    [{ remark: '长'.repeat(101) }, 'remark'], [{ agreed: false }, 'agreed'],
    [{ consignor: { ...PARTY, phone: '123' } }, 'consignor'], [{ consignee: { ...PARTY, address: '' } }, 'consignee'],
  ];
  for (const [change, field] of table) assert.deepEqual(Object.keys(orderProblems({ ...DRAFT, ...change })), [field]);
});

test('no price is asked before both districts and the weight are known', () => {
  assert.equal(askOf({ ...DRAFT, consignee: { ...PARTY, adcode: '' } }), null);
  assert.equal(askOf({ ...DRAFT, weight: '' }), null);
  // Names do not matter to a price.
  assert.ok(askOf({ ...DRAFT, consignor: { ...PARTY, name: '' } }));
});

test('a size is whole or absent', () => {
  assert.equal(volumeOf(DRAFT), 0);
  assert.equal(volumeOf({ ...DRAFT, length: '20', width: '', height: '5' }), null);
});

test('an order carries its pieces, its list of goods, and how it is to be proved', () => {
  const declared = [{ name: ' 外套 ', count: '2' }, { name: '', count: '1' }];
  const order = orderOf({ ...DRAFT, pieces: '3', declared, returnReceipt: true, proof: 'signature,photo' }, 'Q', { consignor: PARTY, consignee: PARTY });
  assert.deepEqual([order.ask.pieces, order.ask.return_receipt, order.proofModes], [3, true, ['signature', 'photo']]);
  assert.deepEqual(order.goods, { description: '茶叶', category: 'food', declared: [{ name: '外套', count: 2 }] });
  const plain = orderOf(DRAFT, 'Q', { consignor: PARTY, consignee: PARTY });
  assert.deepEqual([plain.ask.pieces, plain.ask.return_receipt, plain.proofModes, plain.goods], [1, false, [], { description: '茶叶', category: 'food' }]);
});

test('goods that may not be sent, and a slot that is gone, are told beside their fields', () => {
  const table = [['GOODS_PROHIBITED', 'description'], ['PICKUP_SLOT_FULL', 'slot'], ['PICKUP_SLOT_CLOSED', 'slot'], ['INSURED_VALUE_TOO_HIGH', 'insured']];
  for (const [code, field] of table) assert.deepEqual(problemsIn({ code, message: '为什么', details: {} }), { [field]: '为什么' });
});
