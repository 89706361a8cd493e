/** Talking to the parties of a parcel without knowing their numbers. */

import { call } from '../../call.js';

/** @type {import('../../transports.js').Endpoint} */
const CALL = { fn: 'care', action: 'call_party', http: 'POST /parcels/<waybill_no>/call', as: 'courier', once: true };

/** A number that leads to the party for a while. @param {string} waybillNo @param {'consignor' | 'consignee'} side @returns {Promise<{ number: string, extension: string }>} */
export async function virtualNumber(waybillNo, side) {
  const { number, extension } = await call(CALL, { waybill_no: waybillNo, side }, { tries: 2 });
  return { number, extension: extension || '' };
}
