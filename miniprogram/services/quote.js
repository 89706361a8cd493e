/** Prices before ordering. */

import { call } from '../call.js';
import { kilograms, yuan } from '../lib/money.js';
import { spoken } from '../lib/moments.js';

export const PRODUCTS = [
  { value: 'standard', label: '标准快递', note: '时效优先' },
  { value: 'economy', label: '经济快递', note: '价格优先' },
];

/**
 * What is asked, as the order will say it again.
 * @typedef {object} Ask
 * @property {string} product
 * @property {number} weight_g
 * @property {number} volume_cm3
 * @property {number} insured_value_fen
 * @property {number} cod_fen
 * @property {number} pieces
 * @property {boolean} return_receipt
 */

/**
 * @param {Ask} ask
 * @param {import('../lib/party.js').Party} from
 * @param {import('../lib/party.js').Party} to
 */
export async function quotePrice(ask, from, to) {
  const points = {
    ...(from.location && { from_point: from.location }),
    ...(to.location && { to_point: to.location }),
  };
  const data = { ...ask, from_adcode: from.adcode, to_adcode: to.adcode, ...points };
  return quoteView(await call({ fn: 'quote', action: 'quote_price', http: 'POST /quotes' }, data), Date.now());
}

/**
 * Whether both ends are served, and what each product promises there.
 * @param {import('../lib/party.js').Party} from
 * @param {import('../lib/party.js').Party} to
 */
export async function checkService(from, to) {
  const end = (/** @type {import('../lib/party.js').Party} */ { adcode, location, address }) => ({
    adcode,
    ...(location ? { point: location } : address.trim() && { address: address.trim() }),
  });
  const endpoint = { fn: 'quote', action: 'check_service', http: 'POST /service-checks' };
  return serviceView(await call(endpoint, { from: end(from), to: end(to) }, { tries: 1 }), Date.now());
}

/** `points`: where the addresses lie, as far as the map knows. @param {any} told @param {number} nowMs */
export function serviceView(told, nowMs) {
  const notes = new Map(told.products.map((/** @type {any} */ each) => [each.product, each]));
  return {
    points: { consignor: told.pickup.location || null, consignee: told.delivery.location || null },
    ends: { consignor: unserved(told.pickup, '上门取件'), consignee: unserved(told.delivery, '派送') },
    products: PRODUCTS.map((each) => {
      const offer = notes.get(each.value);
      if (offer) return { ...each, note: `${spoken(nowMs + offer.promised_s * 1000, nowMs)} 前` };
      return notes.size ? { ...each, note: '这条线路未开通' } : each;
    }),
    /** By product. @type {Record<string, string>} */
    surcharges: Object.fromEntries(told.products.map((/** @type {any} */ each) => [each.product, each.surcharges.map((/** @type {any} */ one) => one.name).join('、')])),
  };
}

/** @param {{ served: boolean, reason?: string }} end @param {string} deed */
function unserved({ served, reason }, deed) {
  return served ? '' : reason || `这个地址暂时不能${deed}，请更换地址`;
}

/** @param {any} quote @param {number} nowMs */
export function quoteView(quote, nowMs) {
  return {
    id: quote.quote_id,
    expiresAtMs: Date.parse(quote.expires_at),
    total: yuan(quote.total_fen),
    chargeWeight: `计费重量 ${kilograms(quote.charge_weight_g)} 千克`,
    lines: quote.fee_lines.map((/** @type {any} */ line) => ({ code: line.code, name: line.name, amount: yuan(line.amount_fen) })),
    arrives: `预计 ${spoken(nowMs + quote.promised_s * 1000, nowMs)} 前送达`,
  };
}
