/** Papers of a parcel: its label, and what proves the delivery. */

import { call } from '../call.js';

/** @typedef {'label' | 'proof_document'} Paper */

/** @type {Record<Paper, import('../transports.js').Endpoint>} */
const PAPERS = {
  label: { fn: 'label', action: 'show_label', http: 'GET /parcels/<waybill_no>/label', as: 'customer' },
  proof_document: { fn: 'label', action: 'show_proof_document', http: 'GET /parcels/<waybill_no>/proof-document', as: 'customer' },
};

/** @param {string} waybillNo @param {Paper} paper @returns {Promise<string>} where it may be fetched for a while */
export async function paperUrl(waybillNo, paper) {
  return (await call(PAPERS[paper], { waybill_no: waybillNo })).url;
}
