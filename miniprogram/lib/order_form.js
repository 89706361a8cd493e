/** What an order's form comes to: what is asked of the price, and what is still wrong, field by field. */

import { fenOf, gramsOf } from './money.js';
import { isComplete } from './party.js';

const MOST_G = 1_000_000;
const MOST_CM3 = 20_000_000;
const MOST_PIECES = 99;
export const MOST_DECLARED = 10;

/** @typedef {import('../stores/draft.js').Draft} Draft */

/** @param {Draft} draft cubic centimetres; 0 when no size is given, null when only part of it is */
export function volumeOf({ length, width, height }) {
  const typed = [length, width, height].map((each) => each.trim());
  if (typed.every((each) => each === '')) return 0;
  const sides = typed.map((each) => (/^[1-9][0-9]{0,2}$/.test(each) ? Number(each) : NaN));
  const volume = sides[0] * sides[1] * sides[2];
  return Number.isNaN(volume) || volume > MOST_CM3 ? null : volume;
}

/** @param {string} typed an amount that may be left out */
const optionalFen = (typed) => (typed.trim() ? fenOf(typed) : 0);

/** @param {Draft} draft @returns {number} 0 for what is no number of pieces */
export function piecesOf({ pieces }) {
  const count = /^[0-9]{1,2}$/.test(pieces.trim()) ? Number(pieces) : 0;
  return count <= MOST_PIECES ? count : 0;
}

/** The list of what is inside, without empty lines. @param {Draft} draft @returns {import('../services/create_order.js').Declared[]} */
export function declaredOf({ declared }) {
  const named = declared.filter((each) => each.name.trim());
  return named.map((each) => ({ name: each.name.trim(), count: Number(each.count) || 0 }));
}

/** @param {Draft} draft @returns {Record<string, string>} by field */
export function measureProblems(draft) {
  /** @type {Record<string, string>} */
  const problems = {};
  const grams = gramsOf(draft.weight);
  if (!grams || grams > MOST_G) problems.weight = '请填写 0.001 到 1000 千克之间的重量';
  if (!piecesOf(draft)) problems.pieces = '请填写 1 到 99 件';
  if (volumeOf(draft) === null) problems.size = '长、宽、高请都填整厘米数，或都不填';
  if (optionalFen(draft.insured) === null) problems.insured = '保价金额不正确，最多两位小数';
  if (optionalFen(draft.cod) === null) problems.cod = '代收金额不正确，最多两位小数';
  return problems;
}

/** @param {Draft} draft @returns {Record<string, string>} what keeps the order from being placed */
export function orderProblems(draft) {
  const problems = measureProblems(draft);
  if (!isComplete(draft.consignor)) problems.consignor = '请完善寄件人信息';
  if (!isComplete(draft.consignee)) problems.consignee = '请完善收件人信息';
  if (!draft.category) problems.category = '请选择物品类型';
  const description = draft.description.trim();
  if (!description || description.length > 60) problems.description = description ? '物品名称不超过 60 个字' : '请填写物品名称';
  if (draft.remark.trim().length > 100) problems.remark = '备注不超过 100 个字';
  if (declaredOf(draft).some((each) => each.count < 1 || each.count > 9_999)) problems.declared = '每项物品请填写数量';
  if (!draft.agreed) problems.agreed = '请先阅读并同意';
  return problems;
}

/**
 * What the price depends on, once both districts and the measures are known; else null.
 * @param {Draft} draft
 * @returns {import('../services/quote.js').Ask | null}
 */
export function askOf(draft) {
  const known = draft.consignor.adcode && draft.consignee.adcode && Object.keys(measureProblems(draft)).length === 0;
  if (!known) return null;
  return {
    product: draft.product,
    weight_g: Number(gramsOf(draft.weight)),
    volume_cm3: Number(volumeOf(draft)),
    insured_value_fen: Number(optionalFen(draft.insured)),
    cod_fen: Number(optionalFen(draft.cod)),
    pieces: piecesOf(draft),
    return_receipt: draft.returnReceipt,
  };
}

/**
 * The order that the form comes to, once nothing is wrong with it.
 * @param {Draft} draft
 * @param {string} quoteId
 * @param {{ consignor: import('./party.js').Party, consignee: import('./party.js').Party }} parties at the points that are known of them
 * @returns {import('../services/create_order.js').Order}
 */
export function orderOf(draft, quoteId, parties) {
  const declared = declaredOf(draft);
  return {
    quoteId,
    ask: /** @type {import('../services/quote.js').Ask} */ (askOf(draft)),
    ...parties,
    goods: { description: draft.description.trim(), category: draft.category, ...(declared.length && { declared }) },
    proofModes: draft.proof ? draft.proof.split(',') : [],
    terms: draft.terms,
    remark: draft.remark.trim(),
    slot: draft.slot,
  };
}

/** The server's names of fields, and the form's. @type {Record<string, string>} */
const FORM_FIELDS = {
  consignor: 'consignor', consignee: 'consignee', description: 'description', category: 'category', weight_g: 'weight', volume_cm3: 'size',
  insured_value_fen: 'insured', cod_fen: 'cod', remark: 'remark', pieces: 'pieces', declared: 'declared',
  pickup_from: 'slot', pickup_until: 'slot',
};

/**
 * What the server refused, beside the form's fields; {} when it names none of them.
 * @param {Record<string, any>} details of the fault
 * @returns {Record<string, string>}
 */
export function refusedFields({ fields = {} }) {
  const { goods = {}, ...rest } = fields;
  const told = Object.entries({ ...rest, ...goods }).filter(([name]) => FORM_FIELDS[name]);
  return Object.fromEntries(told.map(([name, messages]) => [FORM_FIELDS[name], firstText(messages)]));
}

/** @param {any} messages a list of sentences, or such lists by field @returns {string} */
function firstText(messages) {
  return typeof messages === 'string' ? messages : firstText(Object.values(messages)[0] ?? '请检查');
}

/** What was refused, beside its field. @param {import('./fault.js').Fault} fault @returns {Record<string, string>} */
export function problemsIn({ code, message, details }) {
  if (code === 'GOODS_PROHIBITED') return { description: message };
  if (code === 'INSURED_VALUE_TOO_HIGH') return { insured: message };
  return code.startsWith('PICKUP_SLOT_') ? { slot: message } : refusedFields(details);
}
