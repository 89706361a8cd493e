/** When things do not go to plan: what a parcel's page asks of the person, and what else they may do. */

import { kilograms, yuan } from '../lib/money.js';
import { slot, spoken } from '../lib/moments.js';

/** @type {Record<string, string>} */
export const PLACES = { locker: '快递柜', station: '代收点', counter: '网点', doorstep: '门口' };
/** @type {Record<string, string>} */
const CHOICES = { another_time: '改时间再送', pick_up_at_outlet: '到网点自提', return: '退回寄件人' };
/** @type {Record<string, string>} */
const INSTRUCTIONS = { return: '退回', deliver_again: '再次派送', abandon: '放弃' };

/**
 * @typedef {object} Ask what waits for the person, with its one next step
 * @property {string} name as the server calls the choice
 * @property {string} icon
 * @property {string} title
 * @property {string} text
 * @property {string} button
 * @property {string} page of the subpackage more
 */

/** What else may be done, in the order of the page; `page` is of the subpackage more, '' what the page does itself. */
const LINKS = [
  { name: 'change_order', label: '修改订单', icon: 'pen', page: 'change' },
  { name: 'label', label: '面单', icon: 'list', page: '' },
  { name: 'consent_storage', label: '放快递柜或代收点', icon: 'box', page: 'delivery' },
  { name: 'own_signature', label: '在手机上签名', icon: 'pen', page: 'own_sign' },
  { name: 'change_recipient', label: '修改收件信息', icon: 'person', page: 'redirect' },
  { name: 'intercept', label: '拦截包裹', icon: 'back', page: 'redirect' },
  { name: 'proof_document', label: '签收证明', icon: 'shield', page: '' },
  { name: 'report_incident', label: '报告问题', icon: 'warning', page: 'incident' },
  { name: 'claim', label: '理赔', icon: 'shield', page: 'claim' },
];

/** @param {any} parcel @param {number} nowMs */
export function situationView(parcel, nowMs) {
  const told = parcel.situation || {};
  const may = /** @type {string[]} */ (told.may || []);
  // Everybody may sign on their own phone; it waits for whoever the order asks to.
  const asked = may.filter((name) => ASKS[name] && (name !== 'own_signature' || told.proof_modes.includes(name)));
  return {
    asks: /** @type {Ask[]} */ ([...paymentAsks(parcel, nowMs), ...asked.map((name) => ({ name, ...ASKS[name](told, nowMs) }))]),
    links: LINKS.filter((each) => may.includes(each.name) && !asked.includes(each.name)),
    notes: notesOf(told, parcel, nowMs),
  };
}

/** @type {Record<string, (told: any, nowMs: number) => Omit<Ask, 'name'>>} */
const ASKS = {
  answer_price: (told) => ({
    icon: 'yuan',
    title: '请确认新的运费',
    text: priceView(told.repricing).text,
    button: '查看并确认',
    page: 'price',
  }),
  instruct: (told, nowMs) => ({
    icon: 'clock',
    title: '请决定包裹怎么处理',
    text: `请在 ${spoken(told.instruction.due_at, nowMs)} 前选择，逾期将退回给您`,
    button: '选择处理方式',
    page: 'instruction',
  }),
  show_pickup_code: (told, nowMs) => ({
    icon: 'box',
    title: `请到${PLACES[told.storage.place]}取件`,
    text: `${told.storage.place_name}，请在 ${spoken(told.storage.until, nowMs)} 前取走`,
    button: '查看取件码',
    page: 'collection',
  }),
  choose_delivery: () => ({
    icon: 'warning',
    title: '这次没有送到',
    text: '可以约其他时间，或到网点自提',
    button: '选择派送方式',
    page: 'delivery',
  }),
  redirect: () => ({ icon: 'map', title: '包裹已拦下', text: '可以改寄到新的地址，或退回给您', button: '改寄或退回', page: 'redirect' }),
  own_signature: () => ({ icon: 'pen', title: '收到包裹了吗', text: '当面验收后，请在您的手机上签名', button: '手机签名', page: 'own_sign' }),
};

/** What this person has still to pay; the server tells it to whoever pays. @param {any} parcel @param {number} nowMs @returns {Ask[]} */
function paymentAsks({ payment, status }, nowMs) {
  if (!(payment?.owed_fen > 0)) return [];
  const first = status === 'pending_payment';
  const until = first && payment.pay_by ? `请在 ${spoken(payment.pay_by, nowMs)} 前支付，逾期订单会自动取消` : '';
  const title = `${first ? '待支付' : '需要补付'} ¥${yuan(payment.owed_fen)}`;
  return [{ name: 'pay', icon: 'yuan', title, text: until || '运费有变化，请补付差额', button: '去支付', page: 'payment' }];
}

/** @param {any} repricing */
export function priceView(repricing) {
  const { weight_g: grams, before_fen: before, after_fen: after } = repricing;
  return {
    id: repricing.measurement_id,
    before: yuan(before),
    after: yuan(after),
    difference: yuan(Math.abs(after - before)),
    more: after > before,
    evidence: /** @type {string[]} */ (repricing.evidence || []),
    weight: `${kilograms(grams)} 千克`,
    text: `快递员称重 ${kilograms(grams)} 千克，运费从 ¥${yuan(before)} 变为 ¥${yuan(after)}`,
  };
}

/** @typedef {{ icon: string, text: string }} Note */

/** What is good to know. @param {any} told @param {any} parcel @param {number} nowMs @returns {Note[]} */
function notesOf(told, parcel, nowMs) {
  const late = told.told_late && !parcel.signed_at;
  const code = parcel.status === 'out_for_delivery' && told.side === 'consignee' && told.proof_modes?.includes('code');
  return [
    ...partlyNotes(told),
    ...(late ? [{ icon: 'clock', text: '比承诺的时间晚了，我们正在加紧，抱歉让您久等' }] : []),
    ...decidedNotes(told, nowMs),
    ...consentNotes(told),
    ...(code ? [{ icon: 'shield', text: '签收时请把短信里的签收码告诉快递员' }] : []),
    ...feeNotes(told.charges || []),
  ];
}

/** @param {any} told @returns {Note[]} */
function partlyNotes({ signed_pieces: signed = [], pieces }) {
  return signed.length && signed.length < pieces ? [{ icon: 'box', text: `部分签收 ${signed.length}/${pieces}` }] : [];
}

/** @param {any} told @param {number} nowMs @returns {Note[]} */
function decidedNotes({ delivery_choice: chosen, instruction }, nowMs) {
  const window = chosen ? slot(chosen.from, chosen.until, nowMs) : '';
  const said = [chosen && [CHOICES[chosen.choice], window].filter(Boolean).join(' '), INSTRUCTIONS[instruction?.given]];
  return said.filter(Boolean).map((text) => ({ icon: 'check', text: `已选择：${text}` }));
}

/** @param {any} told @returns {Note[]} */
function consentNotes({ consents = [], side }) {
  const places = consents.map((/** @type {any} */ each) => PLACES[each.place]).filter(Boolean);
  return places.length ? [{ icon: 'check', text: `${side === 'consignee' ? '您' : '收件人'}已同意放${places.join('、')}` }] : [];
}

/** @param {any[]} charges @returns {Note[]} */
function feeNotes(charges) {
  const fees = charges.map((each) => `${each.name} ¥${yuan(each.amount_fen)}`);
  return fees.length ? [{ icon: 'yuan', text: `另收 ${fees.join('、')}` }] : [];
}
