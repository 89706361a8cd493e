/** What a courier earns by delivered work, and taking it out. */

import { call } from '../../call.js';
import { yuan } from '../../lib/money.js';
import { spoken } from '../../lib/moments.js';
import { spaced } from '../../lib/waybill.js';

/** @type {import('../../transports.js').Endpoint} */
const SHOW = { fn: 'remit', action: 'show_earnings', http: 'GET /earnings', as: 'courier' };
/** @type {import('../../transports.js').Endpoint} */
const WITHDRAW = { fn: 'remit', action: 'withdraw_earnings', http: 'POST /earnings/withdrawal', as: 'courier', once: true };

/** @type {Record<string, string>} */
const KINDS = { pickup: '揽收', delivery: '派送', weight: '续重', cod: '代收', reversal: '冲回' };

/** @param {string} month "2026-03" @returns {Promise<any>} the reply */
export function fetchEarnings(month) {
  return call(SHOW, { month });
}

/** @param {any} reply @param {number} nowMs */
export function earningsView(reply, nowMs) {
  return {
    total: yuan(reply.total_fen),
    owed: yuan(reply.owed_fen),
    paid: yuan(reply.paid_fen),
    canWithdraw: reply.owed_fen >= 10,
    days: reply.days.map((/** @type {any} */ each) => ({ day: each.day, pieces: each.pieces, amount: yuan(each.total_fen) })),
    lines: reply.lines.map((/** @type {any} */ each, /** @type {number} */ at) => ({
      id: at,
      number: spaced(each.waybill_no),
      kind: KINDS[each.kind] || each.kind,
      amount: yuan(each.amount_fen),
      at: spoken(each.at, nowMs),
    })),
  };
}

/** @param {string} requestId @returns {Promise<{ mch_id: string, appid: string, package_info?: string }>} */
export function withdraw(requestId) {
  return call(WITHDRAW, {}, { requestId });
}

/** WeChat's own page asks the courier to take the money. @param {{ mch_id: string, appid: string, package_info?: string }} transfer @returns {Promise<boolean>} whether they did */
export function confirmTransfer({ mch_id: mchId, appid: appId, package_info: packageInfo }) {
  if (!packageInfo) return Promise.resolve(true); // nothing to confirm: it is on its way
  return new Promise((resolve) => {
    wx.requestMerchantTransfer({ mchId, appId, package: packageInfo, success: () => resolve(true), fail: () => resolve(false) });
  });
}
