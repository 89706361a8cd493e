/** Something is wrong with a parcel: whoever has a part in it may say so. */

import { call } from '../../call.js';
import { newId } from '../../lib/ids.js';
import { sendPictures } from '../../services/sign.js';

/** What customers can notice. */
export const INCIDENTS = [
  { value: 'carrier_damaged_parcel', label: '包裹破损' },
  { value: 'carrier_short_contents', label: '少了东西' },
  { value: 'carrier_parcel_missing', label: '一直没有收到' },
  { value: 'carrier_sorting_error', label: '送错地方' },
  { value: 'consignor_incorrect_address', label: '地址写错了' },
  { value: 'consignee_dispute', label: '其他问题' },
];

/** @type {import('../../transports.js').Endpoint} */
const REPORT = { fn: 'incident', action: 'open_incident', http: 'POST /parcels/<waybill_no>/incidents', as: 'customer', once: true };

/**
 * @param {string} waybillNo
 * @param {{ reason: string, note: string, pictures: import('../../services/sign.js').Picture[] }} told
 * @param {string} requestId kept by the caller: a double tap is one report
 */
export async function reportIncident(waybillNo, { reason, note, pictures }, requestId) {
  const evidence = await sendPictures(waybillNo, pictures, 'customer');
  const nowMs = Date.now();
  const fact = { scan_id: newId(nowMs), occurred_at: new Date(nowMs).toISOString() };
  await call(REPORT, { waybill_no: waybillNo, ...fact, reason, ...(note && { note }), evidence }, { requestId });
}
