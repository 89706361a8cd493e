/** Compensation for what was lost, damaged or missing. */

import { call } from '../../call.js';
import { yuan } from '../../lib/money.js';
import { spoken } from '../../lib/moments.js';
import { sendPictures } from '../../services/sign.js';

/** @typedef {import('../../transports.js').Endpoint} Endpoint */

/** @type {Endpoint} */
const SUBMIT = { fn: 'care', action: 'submit_claim', http: 'POST /parcels/<waybill_no>/claims', as: 'customer', once: true };
/** @type {Endpoint} */
const OF_PARCEL = { fn: 'care', action: 'list_claims', http: 'GET /claims', as: 'customer' };
/** @type {Endpoint} */
const ADD = { fn: 'care', action: 'add_claim_evidence', http: 'POST /claims/<claim_id>/evidence', as: 'customer', once: true };
/** @type {Endpoint} */
const AGREE = { fn: 'care', action: 'agree_to_claim', http: 'POST /claims/<claim_id>/agreement', as: 'customer', once: true };
/** @type {Endpoint} */
const APPEAL = { fn: 'care', action: 'appeal_claim', http: 'POST /claims/<claim_id>/appeal', as: 'customer', once: true };

export const KINDS = [
  { value: 'lost', label: '丢失' },
  { value: 'damaged', label: '破损' },
  { value: 'short', label: '短少' },
];

/** @type {Record<string, { icon: string, tone: string, next: string }>} */
const STATES = {
  submitted: { icon: 'clock', tone: 'brand', next: '客服会在 7 天内答复' },
  evidence_requested: { icon: 'camera', tone: 'warning', next: '请补充照片或价值凭证' },
  assessed: { icon: 'yuan', tone: 'warning', next: '请确认是否接受这个金额' },
  agreed: { icon: 'clock', tone: 'brand', next: '赔付款正在安排' },
  paid: { icon: 'check', tone: 'good', next: '' },
  rejected: { icon: 'cross', tone: 'bad', next: '如有异议，可以申诉' },
  appealed: { icon: 'clock', tone: 'brand', next: '申诉已收到，客服会重新核定' },
  withdrawn: { icon: 'back', tone: 'quiet', next: '' },
};

/** @typedef {import('../../services/sign.js').Picture} Picture */

/** @param {string} waybillNo @returns {Promise<ReturnType<typeof claimView> | null>} the latest one of this person */
export async function fetchClaim(waybillNo) {
  const { claims } = await call(OF_PARCEL, { waybill_no: waybillNo });
  return claims.length ? claimView(claims[0], Date.now()) : null;
}

/** @param {any} claim @param {number} nowMs */
export function claimView(claim, nowMs) {
  const look = STATES[claim.state] || { icon: 'info', tone: 'quiet', next: '' };
  const offered = claim.offered_fen > 0;
  return {
    id: claim.claim_id,
    kind: KINDS.find((each) => each.value === claim.kind)?.label || '理赔',
    label: claim.state_label,
    ...look,
    asked: claim.amount_fen > 0 ? `¥${yuan(claim.amount_fen)}` : '',
    offered: offered ? `¥${yuan(claim.offered_fen)}` : '',
    reply: claim.reply || '',
    due: claim.state === 'submitted' || claim.state === 'appealed' ? spoken(claim.due_at, nowMs) : '',
    at: spoken(claim.at, nowMs),
    wantsEvidence: claim.state === 'evidence_requested',
    canAgree: claim.state === 'assessed',
    canAppeal: claim.state === 'assessed' || claim.state === 'rejected',
    canStartAnew: claim.state === 'withdrawn',
  };
}

/**
 * @param {string} waybillNo
 * @param {{ kind: string, amountFen: number, note: string, pictures: Picture[] }} told
 * @param {string} requestId
 */
export async function submitClaim(waybillNo, { kind, amountFen, note, pictures }, requestId) {
  const evidence = await sendPictures(waybillNo, pictures, 'customer');
  return call(SUBMIT, { waybill_no: waybillNo, kind, amount_fen: amountFen, note, evidence }, { requestId });
}

/** @param {string} waybillNo @param {string} claimId @param {{ note: string, pictures: Picture[] }} told @param {string} requestId */
export async function addEvidence(waybillNo, claimId, { note, pictures }, requestId) {
  const evidence = await sendPictures(waybillNo, pictures, 'customer');
  return call(ADD, { claim_id: claimId, note, evidence }, { requestId });
}

/** @param {string} claimId @param {string} requestId */
export function agree(claimId, requestId) {
  return call(AGREE, { claim_id: claimId }, { requestId });
}

/** @param {string} claimId @param {string} note @param {string} requestId */
export function appeal(claimId, note, requestId) {
  return call(APPEAL, { claim_id: claimId, note }, { requestId });
}
