/** At the recipient's door: proof, signature, failed attempt, refusal. */

import { call } from '../../call.js';
import { Fault } from '../../lib/fault.js';
import { upload } from '../../lib/uploads.js';

/** @typedef {import('../outbox.js').Entry} Entry */

export const SIGNERS = [
  { value: 'self', label: '本人' },
  { value: 'proxy', label: '他人代收' },
];

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
const endpoint = (action, path) => ({
  fn: 'sign',
  action,
  http: `POST /parcels/<waybill_no>/${path}`,
  as: 'courier',
  once: action !== 'request_upload',
});

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

/** The keys of the entry's pictures, each uploaded and confirmed. @param {Entry} entry @param {() => void} save */
async function proven(entry, save) {
  if (!entry.files.length) return [];
  for (const file of entry.files.filter((each) => !each.key)) {
    file.key = await uploaded(entry.waybillNo, file);
    save();
  }
  const keys = entry.files.map((each) => each.key);
  try {
    await call(endpoint('confirm_upload', 'uploads/confirmation'), { waybill_no: entry.waybillNo, keys });
  } catch (error) {
    if (error instanceof Fault && error.code.startsWith('UPLOAD_')) startAgain(entry, save);
    throw error;
  }
  return keys;
}

/** A grant lives ten minutes: what was not confirmed in time is uploaded anew. @param {Entry} entry @param {() => void} save */
function startAgain(entry, save) {
  for (const file of entry.files) delete file.key;
  save();
  throw new Fault('server', 'UPLOAD_AGAIN', '图片需要重新上传');
}

/** @param {string} waybillNo @param {import('../lib/files.js').KeptFile} file @returns {Promise<string>} its key */
async function uploaded(waybillNo, file) {
  const asked = { waybill_no: waybillNo, kind: file.kind, content_type: file.contentType, size: file.size };
  const grant = await call(endpoint('request_upload', 'uploads'), asked);
  return upload(grant, file.path);
}
