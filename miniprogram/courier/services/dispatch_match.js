/** A courier's duty and work. */

import { call } from '../../call.js';
import { distanceM } from '../../lib/coordinates.js';
import { kilograms, yuan } from '../../lib/money.js';
import { clock, slot, spoken } from '../../lib/moments.js';
import { spaced } from '../../lib/waybill.js';
import { measuredView } from './pick_up.js';

/** @typedef {import('../../lib/coordinates.js').Point} Point */

/** @type {Record<string, { label: string, icon: string, order: number }>} */
const KINDS = {
  pickup: { label: '取件', icon: 'box', order: 0 },
  delivery: { label: '派件', icon: 'truck', order: 0 },
  hand_in: { label: '交回网点', icon: 'house', order: 1 },
};

/** From here on a visit goes before nearer ones. */
const URGENT_MS = 60 * 60_000;

/** The reply as it came, to be kept for when there is no net. */
export function fetchTasks() {
  return call({ fn: 'dispatch_match', action: 'list_tasks', http: 'GET /couriers/me/tasks', as: 'courier' });
}

/** @param {boolean} on @param {Point} [location] WGS-84, needed to go on duty @returns {Promise<string>} until when, ISO */
export async function setDuty(on, location) {
  const endpoint = /** @type {const} */ ({
    fn: 'dispatch_match',
    action: 'set_duty',
    http: 'POST /couriers/me/duty',
    as: 'courier',
  });
  return (await call(endpoint, { on, ...(location && { location }) })).until || '';
}

/** @param {string | undefined} until ISO @param {number} nowMs */
export function dutyView(until, nowMs) {
  const on = Boolean(until) && Date.parse(/** @type {string} */ (until)) > nowMs;
  return { on, text: on ? `接单中，到 ${clock(/** @type {string} */ (until))} 下班` : '已下班，不会收到新任务' };
}

/**
 * @param {any} task
 * @param {number} nowMs
 * @param {Point | null} here WGS-84
 */
export function taskView(task, nowMs, here) {
  const kind = KINDS[task.kind];
  const metres = here && task.location ? distanceM(here, task.location) : null;
  const { name = '', phone = '', extension = '', address = '', remark = '' } = task.contact || {};
  return {
    waybillNo: task.waybill_no,
    number: spaced(task.waybill_no),
    kind: task.kind,
    kindLabel: kind.label,
    icon: kind.icon,
    statusLabel: task.status_label,
    accepted: task.accepted,
    realNameToken: task.real_name_token || '',
    name,
    phone,
    extension,
    address,
    remark,
    goods: `${task.goods}，${kilograms(task.weight_g)} 千克`,
    weightG: task.weight_g,
    dueFen: task.due_fen,
    due: task.kind === 'delivery' && task.due_fen > 0 ? `¥${yuan(task.due_fen)}` : '',
    collected: task.collected,
    ...demandsOf(task),
    window: windowOf(task, nowMs),
    ...hurryOf(task, nowMs),
    location: task.location || null,
    metres,
    distance: metres === null ? '' : spokenDistance(metres),
    order: kind.order,
  };
}

/** What is asked at the door beside the parcel itself; a task that was kept from before has none of it. @param {any} task */
function demandsOf(task) {
  return {
    pieces: task.pieces || 1,
    signedPieces: /** @type {number[]} */ (task.signed_pieces || []),
    piecesFen: /** @type {number[]} */ (task.pieces_fen || []),
    freightDueFen: /** @type {number} */ (task.freight_due_fen || 0),
    paidPieces: /** @type {number[]} */ (task.paid_pieces || []),
    proofModes: /** @type {string[]} */ (task.proof_modes || []),
    returnReceipt: Boolean(task.return_receipt),
    measured: task.repricing ? measuredView(task.repricing) : null,
    consents: /** @type {ReturnType<typeof consentView>[]} */ ((task.consents || []).map(consentView)),
  };
}

/** @param {any} consent @returns {{ id: string, place: string }} */
function consentView(consent) {
  return { id: consent.consent_id, place: consent.place };
}

/** @param {any} task @param {number} nowMs */
function windowOf(task, nowMs) {
  if (task.kind === 'pickup') return slot(task.pickup_from, task.pickup_until, nowMs) || '尽快上门';
  const wish = task.delivery_choice;
  if (wish?.choice === 'pick_up_at_outlet') return '收件人要到网点自提，请交回网点';
  if (wish?.from) return `收件人约 ${slot(wish.from, wish.until, nowMs)}`;
  return task.promised_at ? `${spoken(task.promised_at, nowMs)} 前送达` : '';
}

/** Whether the time of a visit runs out. @param {any} task @param {number} nowMs */
function hurryOf(task, nowMs) {
  const until = task.kind === 'pickup' ? task.pickup_until : task.promised_at;
  if (!until || KINDS[task.kind].order) return { untilMs: null, hurry: '' };
  const untilMs = Date.parse(until);
  if (untilMs < nowMs) return { untilMs, hurry: '已超时' };
  return { untilMs, hurry: untilMs - nowMs <= URGENT_MS ? '即将超时' : '' };
}

/** @param {number} metres */
function spokenDistance(metres) {
  return metres < 1000 ? `${metres} 米` : `${(metres / 1000).toFixed(1)} 公里`;
}

/**
 * Visits before what only has to be handed in; first those whose time runs out, then the nearest.
 * @param {ReturnType<typeof taskView>[]} tasks
 */
export function inOrder(tasks) {
  return [...tasks].sort((one, other) => {
    const [first, second] = [rankOf(one), rankOf(other)];
    const at = first.findIndex((part, index) => part !== second[index]);
    return at < 0 ? 0 : first[at] - second[at];
  });
}

/** @param {ReturnType<typeof taskView>} task @returns {number[]} the smaller, the earlier */
function rankOf({ order, hurry, untilMs, metres }) {
  const until = untilMs ?? Infinity;
  return hurry ? [order, 0, until] : [order, 1, metres ?? Infinity, until];
}
