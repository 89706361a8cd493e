/** At the end of the way, on the recipient's own phone: the pickup code, and their own signature. */

import { call } from '../../call.js';
import { yuan } from '../../lib/money.js';
import { spoken } from '../../lib/moments.js';
import { sendPictures } from '../../services/sign.js';
import { PLACES } from '../../services/situation.js';

/** @type {import('../../transports.js').Endpoint} */
const STORAGE = { fn: 'sign', action: 'show_storage', http: 'GET /parcels/<waybill_no>/storage', as: 'customer' };
/** @type {import('../../transports.js').Endpoint} */
const SIGN = { fn: 'sign', action: 'sign_by_myself', http: 'POST /parcels/<waybill_no>/own-signature', as: 'customer', once: true };

/** @param {string} waybillNo */
export async function showStorage(waybillNo) {
  return storageView(await call(STORAGE, { waybill_no: waybillNo }), Date.now());
}

/** @param {any} told @param {number} nowMs */
export function storageView(told, nowMs) {
  return {
    place: PLACES[told.place] || '存放点',
    name: told.place_name,
    /** Read aloud in twos and threes. */
    code: String(told.code).replace(/(.{3})(?=.)/g, '$1 '),
    until: `请在 ${spoken(told.until, nowMs)} 前取走`,
    overdue: Date.parse(told.until) < nowMs,
    fee: told.fee_fen > 0 ? `保管费 ¥${yuan(told.fee_fen)}` : '',
  };
}

/** @param {string} waybillNo @param {import('../../services/sign.js').Picture} picture @param {string} requestId */
export async function signByMyself(waybillNo, picture, requestId) {
  const [key] = await sendPictures(waybillNo, [picture], 'customer');
  await call(SIGN, { waybill_no: waybillNo, proof_key: key }, { requestId });
}
