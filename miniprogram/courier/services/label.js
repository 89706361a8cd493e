/** Labels for the courier's printer. */

import { call } from '../../call.js';

/** @type {import('../../transports.js').Endpoint} */
const PRINT_JOB = { fn: 'label', action: 'make_print_job', http: 'GET /parcels/<waybill_no>/print-job', as: 'courier' };

/** What the printer is sent for a parcel, and how often its label was printed by then. @param {string} waybillNo */
export async function printJob(waybillNo) {
  const told = await call(PRINT_JOB, { waybill_no: waybillNo, language: 'tspl' });
  return { job: wx.base64ToArrayBuffer(told.content_base64), pages: told.pages, prints: told.prints };
}
