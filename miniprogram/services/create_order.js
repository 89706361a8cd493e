/** Orders: place one, call it off, list mine. */

import { call } from '../call.js';
import { yuan } from '../lib/money.js';
import { spoken } from '../lib/moments.js';
import { entryOf } from '../lib/party.js';
import { lookOf } from '../lib/states.js';
import { spaced } from '../lib/waybill.js';

export const CATEGORIES = [
  { value: 'documents', label: '文件' },
  { value: 'clothing', label: '衣物' },
  { value: 'electronics', label: '数码' },
  { value: 'food', label: '食品' },
  { value: 'cosmetics', label: '美妆' },
  { value: 'books', label: '图书' },
  { value: 'household', label: '家居' },
  { value: 'medicine', label: '药品' },
  { value: 'other', label: '其他' },
];

export const TERMS = [
  { value: 'prepaid', label: '寄付', note: '下单后用微信支付' },
  { value: 'on_account', label: '寄方月结', note: '由寄件人按月结算' },
  { value: 'on_receipt', label: '到付', note: '由收件人签收时支付' },
];

export const CANCEL_REASONS = [
  { value: 'consignor_changed_mind', label: '不想寄了' },
  { value: 'consignor_duplicate_order', label: '重复下单' },
  { value: 'consignor_incorrect_details', label: '信息填写有误' },
  { value: 'carrier_late', label: '取件太慢' },
];

/** @type {import('../transports.js').Endpoint} */
const PLACE = { fn: 'create_order', action: 'place_order', http: 'POST /orders', as: 'customer', once: true };
/** @type {import('../transports.js').Endpoint} */
const CANCEL = {
  fn: 'create_order',
  action: 'cancel_order',
  http: 'POST /orders/<waybill_no>/cancellation',
  as: 'customer',
  once: true,
};
/** @type {import('../transports.js').Endpoint} */
const LIST = { fn: 'create_order', action: 'list_my_orders', http: 'GET /orders', as: 'customer' };

/** @type {import('../transports.js').Endpoint} */
const SLOTS = { fn: 'create_order', action: 'list_pickup_slots', http: 'GET /pickup-slots', as: 'customer' };
/** @type {import('../transports.js').Endpoint} */
const CHECK = { fn: 'create_order', action: 'check_goods', http: 'POST /goods-check', as: 'customer' };

/** How a delivery is to be proved; '' leaves it to the courier. */
export const PROOFS = [
  { value: '', label: '签名或照片' },
  { value: 'signature,photo', label: '签名和照片' },
  { value: 'code', label: '签收码', note: '短信发给收件人' },
  { value: 'identity', label: '核对证件' },
  { value: 'own_signature', label: '收件人手机签名' },
];

/**
 * When a courier can come to an address today and on the next two days.
 * @param {{ adcode: string, location?: import('../lib/coordinates.js').Point | null }} place
 * @returns {Promise<import('../components/slot-picker/slot-picker.js').Slot[]>}
 */
export async function fetchSlots({ adcode, location }) {
  const { slots } = await call(SLOTS, { adcode, ...(location && { lng: location.lng, lat: location.lat }) }, { tries: 2 });
  return slots;
}

/**
 * What the rules say of the goods; '' when they may be sent.
 * @param {string} description
 * @param {Declared[]} declared
 */
export async function goodsProblem(description, declared) {
  const told = await call(CHECK, { description, declared }, { tries: 1 });
  return told.allowed ? '' : `“${told.word}”属于禁寄物品（${told.class}），不能寄递，请取出后再下单`;
}

/**
 * @typedef {{ name: string, count: number }} Declared
 *
 * @typedef {object} Order
 * @property {string} quoteId
 * @property {import('./quote.js').Ask} ask
 * @property {import('../lib/party.js').Party} consignor
 * @property {import('../lib/party.js').Party} consignee
 * @property {{ description: string, category: string, declared?: Declared[] }} goods
 * @property {string[]} proofModes
 * @property {string} terms
 * @property {string} remark
 * @property {{ from: string, until: string } | null} slot
 */

/** @param {Order} order @param {string} requestId kept by the caller: a double tap or a second try is one order */
export async function placeOrder(order, requestId) {
  const data = {
    quote_id: order.quoteId,
    ...order.ask,
    consignor: entryOf(order.consignor),
    consignee: entryOf(order.consignee),
    goods: order.goods,
    terms: order.terms,
    remark: order.remark,
    ...(order.proofModes.length && { proof_modes: order.proofModes }),
    ...(order.slot && { pickup_from: order.slot.from, pickup_until: order.slot.until }),
  };
  const placed = await call(PLACE, data, { requestId });
  return { waybillNo: placed.waybill_no, statusLabel: placed.status_label, unpaid: placed.status === 'pending_payment' };
}

/** @param {string} waybillNo @param {string} reason one of CANCEL_REASONS */
export function cancelOrder(waybillNo, reason) {
  return call(CANCEL, { waybill_no: waybillNo, reason });
}

/** Rows that go to the screen at once. */
const PAGE = 12;

/** Whose orders are looked for. */
export const DIRECTIONS = [
  { value: '', label: '全部订单' },
  { value: 'sent', label: '我寄的' },
  { value: 'received', label: '寄给我的' },
];

/**
 * @param {{ status: string[], direction: string, typed: string }} wanted `typed`: (part of) a number, the recipient's
 * phone or its last four digits, the goods
 * @param {string} [before] where the last page ended
 */
export async function listMyOrders({ status, direction, typed }, before) {
  const asked = {
    ...(status.length && { status }),
    ...(direction && { direction }),
    ...(typed && { q: typed }),
    ...(before && { before }),
    limit: PAGE,
  };
  const page = await call(LIST, asked);
  const nowMs = Date.now();
  return { orders: page.orders.map((/** @type {any} */ each) => orderView(each, nowMs)), next: page.next || '' };
}

/** @param {any} order @param {number} nowMs */
export function orderView(order, nowMs) {
  const sent = order.direction === 'sent';
  const other = sent ? order.consignee : order.consignor;
  return {
    waybillNo: order.waybill_no,
    number: spaced(order.waybill_no),
    sent,
    direction: sent ? '我寄的' : '寄给我的',
    status: order.status,
    statusLabel: order.exception_open ? '问题件处理中' : order.status_label,
    ...(order.exception_open ? { icon: 'warning', tone: 'bad' } : lookOf(order.status)),
    other: `${sent ? '收件人' : '寄件人'} ${other.name}`,
    address: other.address,
    goods: order.goods,
    money: moneyOf(order),
    when: whenOf(order, nowMs),
  };
}

/** @param {any} order what the viewer pays or may expect to pay */
function moneyOf(order) {
  if (order.due_on_delivery_fen > 0) return `到付 ¥${yuan(order.due_on_delivery_fen)}`;
  return order.direction === 'sent' ? `运费 ¥${yuan(order.total_fen)}` : '';
}

/** @param {any} order @param {number} nowMs */
function whenOf(order, nowMs) {
  if (order.signed_at) return `${spoken(order.signed_at, nowMs)} 签收`;
  const live = !['cancelled', 'returned', 'lost', 'disposed'].includes(order.status);
  if (live && order.promised_at) return `预计 ${spoken(order.promised_at, nowMs)} 前送达`;
  return `${spoken(order.placed_at, nowMs)} 下单`;
}
