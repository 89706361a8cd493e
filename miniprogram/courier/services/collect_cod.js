/** Cash at the door and at the end of the day. */

import { call } from '../../call.js';
import { yuan } from '../../lib/money.js';
import { day, spoken } from '../../lib/moments.js';
import { spaced } from '../../lib/waybill.js';

/** @type {import('../outbox.js').Sender} */
export function sendCollection(entry) {
  /** @type {import('../../transports.js').Endpoint} */
  const endpoint = {
    fn: 'collect_cod',
    action: 'collect_cash',
    http: 'POST /parcels/<waybill_no>/collection',
    as: 'courier',
    once: true,
  };
  return call(endpoint, { waybill_no: entry.waybillNo, ...entry.data }, { requestId: entry.requestId });
}

/** Give the money back before anything is signed for; what was paid by code goes back the way it came. @param {string} waybillNo @param {string} requestId */
export function handBack(waybillNo, requestId) {
  const endpoint = /** @type {const} */ ({
    fn: 'collect_cod',
    action: 'hand_back_cash',
    http: 'POST /parcels/<waybill_no>/hand-back',
    as: 'courier',
    once: true,
  });
  return call(endpoint, { waybill_no: waybillNo }, { requestId });
}

/** The reply as it came. */
export function fetchBalance() {
  return call({ fn: 'collect_cod', action: 'show_cash_balance', http: 'GET /cash/balance', as: 'courier' });
}

/** A courier's own count of a day's cash. @param {string} onDay "2026-03-01" @param {number} amountFen @param {string} requestId */
export function declareCash(onDay, amountFen, requestId) {
  const endpoint = /** @type {const} */ ({
    fn: 'collect_cod',
    action: 'declare_cash',
    http: 'POST /cash-declarations',
    as: 'courier',
    once: true,
  });
  return call(endpoint, { day: onDay, amount_fen: amountFen }, { requestId });
}

/** What is in hand, by day: each day is declared by itself. @param {any} balance @param {number} nowMs */
export function balanceView(balance, nowMs) {
  /** @type {{ day: string, label: string, fen: number, amount: string, lines: any[] }[]} */
  const days = [];
  for (const line of balance.lines) {
    let of = days.find((each) => each.day === line.day);
    if (!of) {
      of = { day: line.day, label: line.day === day(nowMs) ? '今天' : line.day, fen: 0, amount: '', lines: [] };
      days.push(of);
    }
    of.fen += line.amount_fen;
    of.amount = yuan(of.fen);
    of.lines.push({ waybillNo: line.waybill_no, number: spaced(line.waybill_no), amount: yuan(line.amount_fen), at: spoken(line.at, nowMs) });
  }
  return {
    holding: yuan(balance.holding_fen),
    declared: yuan(balance.declared_fen),
    ...roomOf(balance),
    days,
    declarations: balance.declarations.map((/** @type {any} */ each) => ({
      id: each.id,
      day: each.day,
      amount: yuan(each.declared_fen),
      count: each.waybill_nos.length,
      state: each.label,
      differs: Boolean(each.difference_fen),
    })),
  };
}

/** How much more cash may be in hand; above it no parcel that cash is due for is taken out. @param {any} balance */
function roomOf({ limit_fen: limit, room_fen: room }) {
  if (limit === undefined) return { room: '', full: false };
  const full = room <= 0;
  return { full, room: full ? `手上现金已到上限 ¥${yuan(limit)}，请先交账，再领取需收现金的快件` : `还可以收 ¥${yuan(room)} 现金` };
}
