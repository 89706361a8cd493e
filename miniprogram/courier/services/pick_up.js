/** At the sender's door: the answer to a task, the identity check, the parcel taken or not. */

import { call } from '../../call.js';
import { yuan } from '../../lib/money.js';
import { proven } from '../lib/proven.js';

export const DECLINES = [
  { value: 'carrier_capacity', label: '手头件太多' },
  { value: 'carrier_too_far', label: '距离太远' },
  { value: 'carrier_vehicle_issue', label: '车辆故障' },
  { value: 'carrier_off_shift', label: '即将下班' },
  { value: 'consignor_oversize', label: '物品超出承运能力' },
];

export const PICKUP_FAILURES = [
  { value: 'consignor_not_available', label: '寄件人不在' },
  { value: 'consignor_unreachable', label: '联系不上寄件人' },
  { value: 'consignor_not_ready', label: '物品未准备好' },
  { value: 'consignor_incorrect_address', label: '取件地址有误' },
  { value: 'consignor_prohibited_goods', label: '物品禁止寄递' },
  { value: 'consignor_real_name_refused', label: '寄件人拒绝实名或验视' },
  { value: 'consignor_oversize', label: '物品超重或超尺寸' },
  { value: 'carrier_vehicle_issue', label: '车辆故障' },
  { value: 'carrier_late', label: '未能按时到达' },
  { value: 'weather_delay', label: '天气原因' },
];

/**
 * @param {string} action
 * @param {string} path
 * @returns {import('../../transports.js').Endpoint}
 */
const endpoint = (action, path) => ({
  fn: 'pick_up',
  action,
  http: `POST /parcels/<waybill_no>/${path}`,
  as: 'courier',
  once: true,
});

/** @param {string} action @param {string} path @returns {import('../outbox.js').Sender} */
const sender = (action, path) => (entry) =>
  call(endpoint(action, path), { waybill_no: entry.waybillNo, ...entry.data }, { requestId: entry.requestId });

export const sendAcceptance = sender('accept_task', 'acceptance');
export const sendDecline = sender('decline_task', 'decline');

/** The pickup, after the pictures of what was found. @type {import('../outbox.js').Sender} */
export async function sendPickup(entry, save) {
  const evidence = await proven(entry, save);
  const data = { waybill_no: entry.waybillNo, ...entry.data, ...(evidence.length && { evidence }) };
  return call(endpoint('pick_up_parcel', 'pickup'), data, { requestId: entry.requestId });
}

/** @typedef {{ id: string, weightG: number, volumeCm3: number, changed: boolean, text: string, waiting: boolean, refused: boolean }} Measured */

/**
 * The price by what was weighed and measured; it needs the net.
 * @param {string} waybillNo
 * @param {{ weight_g: number, volume_cm3: number, evidence: string[] }} measure
 * @returns {Promise<Measured>}
 */
export async function measure(waybillNo, measure) {
  const told = await call(endpoint('measure_parcel', 'measurement'), { waybill_no: waybillNo, ...measure });
  return measuredView({ ...told, ...measure, agreed: told.consented || null });
}

/** @param {any} told as a task has it @returns {Measured} */
export function measuredView(told) {
  const { before_fen: before, after_fen: after, needs_consent: needed, agreed } = told;
  return {
    id: told.measurement_id,
    weightG: told.weight_g,
    volumeCm3: told.volume_cm3,
    changed: after !== before,
    text: after === before ? `运费不变，¥${yuan(after)}` : `运费从 ¥${yuan(before)} 变为 ¥${yuan(after)}`,
    waiting: Boolean(needed) && (agreed === null || agreed === undefined),
    refused: agreed === false,
  };
}

export const sendPickupFailure = sender('fail_pickup', 'pickup-failure');

/**
 * Ask the verifier whether name and number belong together. It needs the net, and nothing of it stays on the phone.
 * @param {string} waybillNo
 * @param {{ name: string, id_number: string }} identity
 * @returns {Promise<string>} the token that goes into the pickup
 */
export async function verifyRealName(waybillNo, identity) {
  const checked = await call(endpoint('verify_real_name', 'real-name'), { waybill_no: waybillNo, ...identity });
  return checked.real_name_token;
}

/** GB 11643-1999: eighteen characters, the last one checks the others. @param {string} typed */
export function isIdentityNumber(typed) {
  if (!/^[1-9][0-9]{16}[0-9Xx]$/.test(typed)) return false;
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  const sum = weights.reduce((total, weight, at) => total + weight * Number(typed[at]), 0);
  return '10X98765432'[sum % 11] === typed[17].toUpperCase();
}
