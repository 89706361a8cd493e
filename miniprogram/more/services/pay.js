/** Paying for a waybill, and what was paid and given back. */

import { call } from '../../call.js';
import { yuan } from '../../lib/money.js';
import { spoken } from '../../lib/moments.js';

/** @type {import('../../transports.js').Endpoint} */
const OFFER = { fn: 'pay', action: 'offer_payment', http: 'POST /parcels/<waybill_no>/payments', as: 'customer', once: true };
/** @type {import('../../transports.js').Endpoint} */
const SHOW = { fn: 'pay', action: 'show_payments', http: 'GET /parcels/<waybill_no>/payments', as: 'customer' };

/** What became of the one tap: 'paid' is WeChat's word to the phone only, the server has the last one. */
/** @typedef {'paid' | 'cancelled' | 'failed'} Outcome */

/** @type {Record<string, string>} */
const PURPOSES = { freight: '运费', top_up: '补运费', at_the_door: '到付与代收' };
/** @type {Record<string, { label: string, tone: string }>} */
const REFUNDS = {
  wanted: { label: '退款处理中', tone: 'warning' },
  processing: { label: '退款处理中', tone: 'warning' },
  paid: { label: '已退款', tone: 'good' },
  abnormal: { label: '退款遇到问题，客服会联系您', tone: 'bad' },
  closed: { label: '退款未成功，客服会联系您', tone: 'bad' },
};

/**
 * What WeChat's own sheet wants to know. The same request id is the same payment.
 * @param {string} waybillNo
 * @param {string} requestId
 * @returns {Promise<WechatMiniprogram.RequestPaymentOption>}
 */
export async function offerPayment(waybillNo, requestId) {
  return (await call(OFFER, { waybill_no: waybillNo }, { requestId })).parameters;
}

/**
 * WeChat's sheet over the page. Putting it away is no error; a sheet that broke may still have been paid.
 * @param {WechatMiniprogram.RequestPaymentOption} parameters
 * @returns {Promise<Outcome>}
 */
export async function openSheet(parameters) {
  try {
    await wx.requestPayment(parameters);
    return 'paid';
  } catch (error) {
    const { errMsg = '' } = /** @type {{ errMsg?: string }} */ (error);
    return errMsg.includes('cancel') ? 'cancelled' : 'failed';
  }
}

/** @param {string} waybillNo @param {boolean} [refresh] whether the provider is asked first */
export async function fetchPayments(waybillNo, refresh = false) {
  return paymentsView(await call(SHOW, { waybill_no: waybillNo, ...(refresh && { refresh: 1 }) }), Date.now());
}

/** @param {any} told @param {number} nowMs */
export function paymentsView(told, nowMs) {
  const owed = Math.max(told.owed_fen, 0);
  const first = !told.paid_fen;
  return {
    owes: owed > 0,
    owed: yuan(owed),
    purpose: first ? '运费' : '补运费',
    label: told.status_label,
    deadline: owed > 0 && first && told.pay_by ? `请在 ${spoken(told.pay_by, nowMs)} 前支付，逾期订单会自动取消` : '',
    paid: yuan(told.paid_fen),
    lines: [...told.payments.filter((/** @type {any} */ each) => each.state === 'paid').map(paidLine), ...told.refunds.map(refundLine)],
  };

  /** @param {any} each */
  function paidLine(each) {
    const text = `${PURPOSES[each.purpose] || '支付'} 已支付`;
    return { id: each.payment_id, text, tone: 'good', amount: `¥${yuan(each.amount_fen)}`, when: spoken(each.paid_at, nowMs) };
  }

  /** @param {any} each */
  function refundLine(each) {
    const { label, tone } = REFUNDS[each.state] || { label: '退款', tone: 'quiet' };
    return { id: each.refund_id, text: label, tone, amount: `-¥${yuan(each.amount_fen)}`, when: spoken(each.paid_at || each.at, nowMs) };
  }
}
