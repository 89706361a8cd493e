/** What a parcel's parties decide on its way: stop it, send it elsewhere, change who gets it, when and where. */

import { call } from '../../call.js';
import { yuan } from '../../lib/money.js';
import { spoken } from '../../lib/moments.js';
import { entryOf } from '../../lib/party.js';

/** @typedef {import('../../lib/party.js').Party} Party */
/** @typedef {'intercept' | 'redirect' | 'recipient'} Purpose */

/**
 * @param {string} action
 * @param {string} http
 * @returns {import('../../transports.js').Endpoint}
 */
const endpoint = (action, http) => ({ fn: 'redirect', action, http, as: 'customer', once: true });

/** Send a code to the caller's own phone. @param {string} waybillNo @param {Purpose} purpose @returns {Promise<{ nextInS: number, expiresInS: number }>} */
export async function sendCode(waybillNo, purpose) {
  const SEND = endpoint('send_code', 'POST /parcels/<waybill_no>/codes');
  const sent = await call(SEND, { waybill_no: waybillNo, purpose }, { tries: 1 });
  return { nextInS: sent.next_in_s, expiresInS: sent.expires_in_s };
}

/** @param {string} waybillNo @param {string} code @param {string} requestId */
export async function intercept(waybillNo, code, requestId) {
  await call(endpoint('intercept_parcel', 'POST /parcels/<waybill_no>/interception'), { waybill_no: waybillNo, code }, { requestId });
}

/** What another address costs, and when it would be there. @param {string} waybillNo @param {Party} party */
export async function priceRedirection(waybillNo, party) {
  const PRICE = { ...endpoint('price_redirection', 'POST /parcels/<waybill_no>/redirection/price'), once: false };
  const told = await call(PRICE, { waybill_no: waybillNo, consignee: entryOf(party) });
  return redirectionView(told, Date.now());
}

/** @param {any} told @param {number} nowMs */
export function redirectionView(told, nowMs) {
  const extra = told.difference_fen;
  return {
    fen: extra,
    text: extra > 0 ? `需补 ¥${yuan(extra)}` : extra < 0 ? `将退 ¥${yuan(-extra)}` : '不另收费',
    lines: (told.fee_lines || []).map((/** @type {any} */ each) => ({ code: each.code, name: each.name, amount: yuan(each.amount_fen) })),
    arrives: told.promised_at ? `预计 ${spoken(told.promised_at, nowMs)} 前送达` : '',
  };
}

/** @param {string} waybillNo @param {string} code @param {Party} party @param {string} requestId */
export async function redirectParcel(waybillNo, code, party, requestId) {
  const REDIRECT = endpoint('redirect_parcel', 'POST /parcels/<waybill_no>/redirection');
  await call(REDIRECT, { waybill_no: waybillNo, code, consignee: entryOf(party) }, { requestId });
}

/** A parcel that was stopped comes back. @param {string} waybillNo @param {string} requestId */
export async function takeBack(waybillNo, requestId) {
  await call(endpoint('take_back', 'POST /parcels/<waybill_no>/take-back'), { waybill_no: waybillNo }, { requestId });
}

/**
 * What was left empty stays as it is.
 * @param {string} waybillNo
 * @param {string} code
 * @param {{ name: string, phone: string, extension: string, address: string }} change
 * @param {string} requestId
 */
export async function changeRecipient(waybillNo, code, change, requestId) {
  const told = Object.fromEntries(Object.entries(change).filter(([, text]) => text));
  await call(endpoint('change_recipient', 'POST /parcels/<waybill_no>/recipient'), { waybill_no: waybillNo, code, ...told }, { requestId });
}

/**
 * @param {string} waybillNo
 * @param {{ choice: string, slot: { from: string, until: string } | null }} chosen
 * @param {string} requestId
 * @returns {Promise<string>} what it costs, '' when nothing
 */
export async function chooseDelivery(waybillNo, { choice, slot }, requestId) {
  const data = { waybill_no: waybillNo, choice, ...(slot && { from: slot.from, until: slot.until }) };
  const chosen = await call(endpoint('choose_delivery', 'POST /parcels/<waybill_no>/delivery-choice'), data, { requestId });
  return chosen.fee_fen > 0 ? `¥${yuan(chosen.fee_fen)}` : '';
}

/** @param {string} waybillNo @param {string} place */
export async function consentToStorage(waybillNo, place) {
  await call(endpoint('consent_to_storage', 'POST /parcels/<waybill_no>/storage-consent'), { waybill_no: waybillNo, place });
}

/** @param {string} waybillNo */
export async function withdrawConsent(waybillNo) {
  await call(endpoint('withdraw_consent', 'DELETE /parcels/<waybill_no>/storage-consent'), { waybill_no: waybillNo });
}

/** @param {string} waybillNo @param {string} instruction @param {string} requestId */
export async function instruct(waybillNo, instruction, requestId) {
  await call(endpoint('give_instruction', 'POST /parcels/<waybill_no>/instruction'), { waybill_no: waybillNo, instruction }, { requestId });
}
