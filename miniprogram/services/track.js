/** Where a parcel is: the whole story for its parties, the bare road for anybody with number and phone tail. */

import { call } from '../call.js';
import { kilograms, yuan } from '../lib/money.js';
import { slot, spoken } from '../lib/moments.js';
import { lookOf } from '../lib/states.js';
import { spaced } from '../lib/waybill.js';
import { ratingView } from './care.js';
import { PRODUCTS } from './quote.js';
import { situationView } from './situation.js';

/** @type {Record<string, string>} */
const TERMS = { on_account: '寄方月结', on_receipt: '到付', prepaid: '寄付' };
/** @type {Record<string, string>} */
const PROOFS = { photo: '签收照片', signature: '签名' };
/** @type {Record<string, string>} */
const SIGNED_KINDS = { self: '本人签收', proxy: '他人代收', counter: '网点自提' };

const ENDED = ['signed', 'returned', 'cancelled', 'lost', 'disposed'];

/** The reply as it came, to be kept and made a view of later. @param {string} waybillNo @param {'customer' | 'courier'} [as] */
export function trackParcel(waybillNo, as = 'customer') {
  return call({ fn: 'track', action: 'track_parcel', http: 'GET /parcels/<waybill_no>', as }, { waybill_no: waybillNo });
}

/** @param {string} waybillNo @param {string} tail the last four digits of a party's phone */
export function trackPublicly(waybillNo, tail) {
  return call({ fn: 'track', action: 'track_publicly', http: 'GET /track/<waybill_no>' }, { waybill_no: waybillNo, tail });
}

/** @param {string} token from a shared link; the reply as it came */
export function trackShared(token) {
  return call({ fn: 'track', action: 'track_shared', http: 'GET /shared/<token>' }, { token });
}

/** A link for somebody without a part in the parcel. @param {string} waybillNo @returns {Promise<string>} its token */
export async function shareParcel(waybillNo) {
  const endpoint = /** @type {const} */ ({ fn: 'track', action: 'share_parcel', http: 'POST /parcels/<waybill_no>/share', as: 'customer' });
  return (await call(endpoint, { waybill_no: waybillNo }, { tries: 2 })).token;
}

/** Links that were given away end. @param {string} waybillNo */
export async function stopSharing(waybillNo) {
  const endpoint = /** @type {const} */ ({ fn: 'track', action: 'stop_sharing', http: 'DELETE /parcels/<waybill_no>/share', as: 'customer' });
  await call(endpoint, { waybill_no: waybillNo });
}

/** An address under which a proof may be seen for five minutes. @param {string} waybillNo @param {string} key */
export async function proofUrl(waybillNo, key) {
  const endpoint = /** @type {const} */ ({
    fn: 'sign',
    action: 'show_proof',
    http: 'GET /parcels/<waybill_no>/proof-url',
    as: 'customer',
  });
  return (await call(endpoint, { waybill_no: waybillNo, key })).url;
}

/** What both views show. @param {any} parcel @param {number} nowMs */
export function roadView(parcel, nowMs) {
  const exception = parcel.exception || (parcel.exception_open ? '我们正在处理，请留意后续更新' : '');
  return {
    waybillNo: parcel.waybill_no,
    number: spaced(parcel.waybill_no),
    status: parcel.status,
    statusLabel: parcel.status_label,
    ...lookOf(parcel.status),
    exception,
    headline: headlineOf(parcel, nowMs),
    timeline: parcel.timeline.map((/** @type {any} */ each, /** @type {number} */ at) => ({
      at: spoken(each.at, nowMs),
      text: each.text,
      latest: at === 0,
    })),
  };
}

/** For whoever was sent a link. @param {any} parcel @param {number} nowMs */
export function sharedView(parcel, nowMs) {
  return { ...roadView(parcel, nowMs), way: [parcel.from_city, parcel.to_city].filter(Boolean).join(' → ') };
}

/** @param {any} parcel @param {number} nowMs */
export function parcelView(parcel, nowMs) {
  return {
    ...roadView(parcel, nowMs),
    actions: /** @type {string[]} */ (parcel.actions || []),
    courier: parcel.courier || null,
    live: parcel.status === 'out_for_delivery',
    ended: ENDED.includes(parcel.status),
    ...situationView(parcel, nowMs),
    rating: ratingView(parcel.rating),
    parties: [
      { role: '寄', ...parcel.consignor },
      { role: '收', ...parcel.consignee },
    ],
    facts: factsOf(parcel, nowMs),
    signed: parcel.signed_at ? `${SIGNED_KINDS[parcel.signed_kind] || '已签收'}：${parcel.signed_by}` : '',
    proofs: (parcel.proofs || []).map((/** @type {any} */ each) => ({
      key: each.key,
      kind: each.kind,
      label: PROOFS[each.kind] || '凭证',
    })),
  };
}

/** @param {any} parcel @param {number} nowMs */
function headlineOf(parcel, nowMs) {
  if (parcel.signed_at) return `${spoken(parcel.signed_at, nowMs)} 签收`;
  const over = ['cancelled', 'returned', 'lost', 'disposed', 'returning', 'refused'].includes(parcel.status);
  if (over) return '';
  if (parcel.estimated_at && parcel.estimated_at !== parcel.promised_at) return `预计 ${spoken(parcel.estimated_at, nowMs)} 左右送到`;
  return parcel.promised_at ? `预计 ${spoken(parcel.promised_at, nowMs)} 前送达` : '';
}

/** @param {any} parcel @param {number} nowMs */
function factsOf(parcel, nowMs) {
  const rows = [
    ['件数', parcel.situation?.pieces > 1 && `${parcel.situation.pieces} 件`],
    ['物品', parcel.goods && `${parcel.goods.description}，${kilograms(parcel.goods.weight_g)} 千克`],
    ['产品', PRODUCTS.find((each) => each.value === parcel.product)?.label || parcel.product],
    ['付款', TERMS[parcel.terms]],
    ['运费', parcel.total_fen === undefined || parcel.total_fen === null ? '' : `¥${yuan(parcel.total_fen)}`],
    ['签回单', parcel.situation?.return_receipt && '签字后寄回'],
    ['上门时间', slot(parcel.situation?.pickup_from, parcel.situation?.pickup_until, nowMs)],
    ['签收时应付', parcel.due_on_delivery_fen > 0 ? `¥${yuan(parcel.due_on_delivery_fen)}` : ''],
    ['下单时间', spoken(parcel.placed_at, nowMs)],
  ];
  return rows.filter(([, text]) => text).map(([label, text]) => ({ label, text }));
}
