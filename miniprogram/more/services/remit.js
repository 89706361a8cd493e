/** Goods money that couriers collected for a sender: what is due, on its way, ready and remitted. */

import { call } from '../../call.js';
import { yuan } from '../../lib/money.js';
import { spoken } from '../../lib/moments.js';
import { spaced } from '../../lib/waybill.js';

/** @typedef {import('../../transports.js').Endpoint} Endpoint */

/** @type {Endpoint} */
const LIST = { fn: 'remit', action: 'list_goods_money', http: 'GET /cod', as: 'customer' };
/** @type {Endpoint} */
const PAYEE = { fn: 'remit', action: 'show_payee_account', http: 'GET /payee-account', as: 'customer' };
/** @type {Endpoint} */
const CODE = { fn: 'remit', action: 'send_payee_code', http: 'POST /payee-account/code', as: 'customer', once: true };
/** @type {Endpoint} */
const SAVE = { fn: 'remit', action: 'save_payee_account', http: 'POST /payee-account', as: 'customer', once: true };

/** What people look for. */
export const GROUPS = [
  { value: '', label: '全部' },
  { value: 'due', label: '待收' },
  { value: 'on_its_way', label: '回款中' },
  { value: 'remittable', label: '待返款' },
  { value: 'remitted', label: '已返款' },
];

/** @param {string} state one of GROUPS @param {string} [before] where the last page ended */
export async function listGoodsMoney(state, before) {
  const reply = await call(LIST, { ...(state && { state }), ...(before && { before }) });
  return goodsMoneyView(reply, Date.now());
}

/** @param {any} reply @param {number} nowMs */
export function goodsMoneyView({ totals, lines, next }, nowMs) {
  return {
    sums: [
      { label: '待收', amount: yuan(totals.due_fen) },
      { label: '回款中', amount: yuan(totals.on_its_way_fen) },
      { label: '待返款', amount: yuan(totals.remittable_fen) },
      { label: '已返款', amount: yuan(totals.remitted_fen) },
    ],
    lines: lines.map((/** @type {any} */ each) => ({
      waybillNo: each.waybill_no,
      number: spaced(each.waybill_no),
      amount: yuan(each.amount_fen),
      label: each.label,
      note: [spoken(each.at, nowMs), each.fee_fen ? `扣手续费 ¥${yuan(each.fee_fen)}` : ''].filter(Boolean).join(' · '),
    })),
    next: next || '',
  };
}

/** Masked, as it is kept; null when there is none. */
export async function fetchPayee() {
  const { payee } = await call(PAYEE);
  return payee ? { bank: payee.bank_name, holder: payee.account_name, number: payee.account_no, from: spoken(payee.usable_from, Date.now()) } : null;
}

/** An SMS code to the phone of this account. @param {string} requestId @returns {Promise<number>} seconds until the next may be asked for */
export async function sendPayeeCode(requestId) {
  return (await call(CODE, {}, { requestId })).next_in_s;
}

/** @param {{ bank: string, holder: string, number: string, code: string }} typed @param {string} requestId */
export function savePayee({ bank, holder, number, code }, requestId) {
  return call(SAVE, { bank_name: bank, account_name: holder, account_no: number, code }, { requestId });
}
