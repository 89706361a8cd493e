/** At the recipient's door: proof, signature, failed attempt, refusal. */

import { call } from '../../call.js';
import { proven } from '../lib/proven.js';

/** @typedef {import('../outbox.js').Entry} Entry */

export const SIGNERS = [
  { value: 'self', label: '本人' },
  { value: 'proxy', label: '他人代收' },
];

/** Only with the recipient's consent. */
export const DOORSTEP = { value: 'doorstep', label: '放门口' };

export const FAILURES = [
  { value: 'consignee_not_home', label: '收件人不在' },
  { value: 'consignee_unreachable', label: '联系不上收件人' },
  { value: 'consignee_rescheduled', label: '收件人改约时间' },
  { value: 'consignee_incorrect_address', label: '收件地址有误' },
  { value: 'consignee_business_closed', label: '单位已下班' },
  { value: 'consignee_access_restricted', label: '无法进入小区或楼宇' },
  { value: 'consignee_payment_not_ready', label: '收件人未备好货款' },
  { value: 'carrier_address_not_found', label: '未找到地址' },
  { value: 'carrier_vehicle_issue', label: '车辆故障' },
  { value: 'weather_delay', label: '天气原因' },
];

export const REFUSALS = [
  { value: 'consignee_refused', label: '收件人拒收' },
  { value: 'consignee_cancelled', label: '收件人已取消购买' },
  { value: 'consignee_payment_refused', label: '拒付货款或运费' },
  { value: 'consignor_wrong_goods', label: '物品与约定不符' },
  { value: 'carrier_damaged_parcel', label: '外包装破损' },
  { value: 'carrier_late', label: '送达太晚' },
];

/**
 * An action of this function on one parcel.
 * @param {string} action
 * @param {string} path
 * @returns {import('../../transports.js').Endpoint}
 */
const endpoint = (action, path) => ({ fn: 'sign', action, http: `POST /parcels/<waybill_no>/${path}`, as: 'courier', once: true });

/** Sends a signature: pictures first, then the fact that they prove. @type {import('../outbox.js').Sender} */
export async function sendSignature(entry, save) {
  const keys = await proven(entry, save);
  return fact(endpoint('sign_parcel', 'signature'), entry, { proof_keys: keys });
}

/** @type {import('../outbox.js').Sender} */
export async function sendFailure(entry, save) {
  return fact(endpoint('fail_delivery', 'failed-attempt'), entry, { evidence: await proven(entry, save) });
}

/** @type {import('../outbox.js').Sender} */
export async function sendRefusal(entry, save) {
  return fact(endpoint('refuse_parcel', 'refusal'), entry, { evidence: await proven(entry, save) });
}

/** @param {import('../../transports.js').Endpoint} to @param {Entry} entry @param {Record<string, any>} proofs */
function fact(to, entry, proofs) {
  return call(to, { waybill_no: entry.waybillNo, ...entry.data, ...proofs }, { requestId: entry.requestId });
}

/** Left where the recipient allowed it: the server makes the pickup code and tells only them. @type {import('../outbox.js').Sender} */
export async function sendStorage(entry, save) {
  return fact(endpoint('store_parcel', 'storage'), entry, { evidence: await proven(entry, save) });
}

/** Where a parcel may be left. */
export const PLACES = [
  { value: 'locker', label: '快递柜' },
  { value: 'station', label: '代收点' },
  { value: 'counter', label: '网点柜台' },
];

/** Sends the recipient a sign code by SMS. @param {string} waybillNo @returns {Promise<number>} seconds that it is good for */
export async function sendSignCode(waybillNo) {
  return (await call(endpoint('send_sign_code', 'sign-code'), { waybill_no: waybillNo }, { tries: 1 })).expires_in_s;
}

/** A stored parcel is handed over to whoever knows its code; that needs the net, for the server counts wrong ones. @param {string} waybillNo @param {string} code @param {Record<string, any>} fact */
export async function handOver(waybillNo, code, fact) {
  await call(endpoint('collect_by_code', 'collection-by-code'), { waybill_no: waybillNo, code, ...fact }, { tries: 1 });
}

/** What an order may ask for at the door, as the courier reads it. @type {Record<string, string>} */
export const PROOFS = { signature: '收件人签名', photo: '签收照片', code: '签收码', identity: '核对证件', own_signature: '收件人手机签名' };

/** The recipient's identity card against the name of the order; it needs the net and nothing of it stays here. @param {string} waybillNo @param {{ name: string, id_number: string }} identity @returns {Promise<string>} a token for the signature */
export async function checkRecipient(waybillNo, identity) {
  return (await call(endpoint('check_recipient', 'recipient-identity'), { waybill_no: waybillNo, ...identity })).identity_token;
}
