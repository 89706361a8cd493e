/** The price after weighing: who placed the order agrees or not. */

import { call } from '../../call.js';

/** @type {import('../../transports.js').Endpoint} */
const ANSWER = {
  fn: 'pick_up',
  action: 'answer_repricing',
  http: 'POST /parcels/<waybill_no>/repricing-consent',
  as: 'customer',
  once: true,
};

/** @param {string} waybillNo @param {string} measurementId @param {boolean} agreed @param {string} requestId */
export async function answerPrice(waybillNo, measurementId, agreed, requestId) {
  await call(ANSWER, { waybill_no: waybillNo, measurement_id: measurementId, agreed }, { requestId });
}
