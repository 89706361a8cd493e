/** What is due at the door, paid by the recipient with WeChat from a code on the courier's phone. */

import { call } from '../../call.js';
import { yuan } from '../../lib/money.js';
import { clock } from '../../lib/moments.js';
import { qrPicture } from '../lib/qr.js';

/** @type {import('../../transports.js').Endpoint} */
const OFFER = { fn: 'pay', action: 'offer_door_payment', http: 'POST /parcels/<waybill_no>/door-payments', as: 'courier', once: true };
/** @type {import('../../transports.js').Endpoint} */
const LOOK = { fn: 'pay', action: 'show_door_payment', http: 'GET /parcels/<waybill_no>/door-payments/<payment_id>', as: 'courier' };

/** @param {string} waybillNo @param {number[]} pieces none for all of them @param {string} requestId */
export async function askForCode(waybillNo, pieces, requestId) {
  const offer = await call(OFFER, { waybill_no: waybillNo, ...(pieces.length && { pieces }) }, { requestId });
  return {
    paymentId: /** @type {string} */ (offer.payment_id),
    picture: qrPicture(offer.code_url),
    amount: `¥${yuan(offer.amount_fen)}`,
    until: clock(offer.expires_at),
  };
}

/** @param {string} waybillNo @param {string} paymentId @returns {Promise<'open' | 'paid' | 'closed'>} */
export async function stateOf(waybillNo, paymentId) {
  return (await call(LOOK, { waybill_no: waybillNo, payment_id: paymentId }, { tries: 1 })).state;
}
