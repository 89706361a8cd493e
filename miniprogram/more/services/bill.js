/** The monthly account: what may be ordered still, the months' bills, and paying one. */

import { call } from '../../call.js';
import { yuan } from '../../lib/money.js';
import { spoken, spokenDay } from '../../lib/moments.js';

/** @typedef {import('../../transports.js').Endpoint} Endpoint */

/** @type {Endpoint} */
const ACCOUNT = { fn: 'bill', action: 'show_account', http: 'GET /account', as: 'customer' };
/** @type {Endpoint} */
const FILE = { fn: 'bill', action: 'show_statement_file', http: 'GET /account/statements/<statement_id>/file', as: 'customer' };
/** @type {Endpoint} */
const PAY = { fn: 'bill', action: 'pay_statement', http: 'POST /account/statements/<statement_id>/payments', as: 'customer', once: true };

/** @type {Record<string, { icon: string, tone: string }>} */
const STATES = { open: { icon: 'clock', tone: 'warning' }, paid: { icon: 'check', tone: 'good' }, overdue: { icon: 'warning', tone: 'bad' } };

export async function fetchAccount() {
  return accountView(await call(ACCOUNT), Date.now());
}

/** @param {any} account @param {number} nowMs */
export function accountView(account, nowMs) {
  const stopped = account.blocked ? '账户已停用，请联系客服' : account.overdue ? '有逾期账单，付清后才能继续月结下单' : '';
  return {
    limit: yuan(account.limit_fen),
    used: yuan(account.used_fen),
    room: yuan(Math.max(account.room_fen, 0)),
    stopped,
    statements: account.statements.map((/** @type {any} */ each) => statementView(each, nowMs)),
  };
}

/** @param {any} each @param {number} nowMs */
export function statementView(each, nowMs) {
  const owes = each.owed_fen > 0;
  return {
    id: each.statement_id,
    title: `${each.month.replace('-', '年')}月账单`,
    label: each.state_label,
    ...(STATES[each.state] || { icon: 'info', tone: 'quiet' }),
    amount: yuan(each.amount_fen),
    owed: yuan(each.owed_fen),
    owes,
    due: owes && each.due_at ? `请在${spokenDay(each.due_at, nowMs)}前付清` : '',
    paid: each.paid_at ? `${spoken(each.paid_at, nowMs)} 付清` : '',
  };
}

/** @param {string} id @returns {Promise<string>} where the table lies */
export async function statementFile(id) {
  return (await call(FILE, { statement_id: id, format: 'xlsx' })).url;
}

/** @param {string} id @param {string} requestId @returns {Promise<WechatMiniprogram.RequestPaymentOption>} */
export async function offerStatement(id, requestId) {
  return (await call(PAY, { statement_id: id }, { requestId })).parameters;
}
