/** Something is wrong with a parcel on its way. */

import { call } from '../../call.js';
import { proven } from '../lib/proven.js';

export const INCIDENTS = [
  { value: 'carrier_damaged_parcel', label: '包裹破损' },
  { value: 'carrier_short_contents', label: '内件短少' },
  { value: 'carrier_sorting_error', label: '错分错发' },
  { value: 'carrier_parcel_missing', label: '找不到包裹' },
  { value: 'consignor_prohibited_goods', label: '发现禁寄物品' },
  { value: 'consignor_poor_packaging', label: '包装不当' },
  { value: 'consignor_incorrect_address', label: '地址不全或有误' },
  { value: 'authority_security_issue', label: '安检问题' },
];

/** @type {import('../../transports.js').Endpoint} */
const REPORT = { fn: 'incident', action: 'open_incident', http: 'POST /parcels/<waybill_no>/incidents', as: 'courier', once: true };

/** @type {import('../outbox.js').Sender} */
export async function sendIncident(entry, save) {
  const evidence = await proven(entry, save);
  return call(REPORT, { waybill_no: entry.waybillNo, ...entry.data, evidence }, { requestId: entry.requestId });
}
