/** What a courier does that may wait for the net: its word on the screen and how it is sent. */

import { newId } from '../lib/ids.js';
import { sendCollection } from './services/collect_cod.js';
import { sendIncident } from './services/incident.js';
import { sendAcceptance, sendDecline, sendPickup, sendPickupFailure } from './services/pick_up.js';
import { sendScans } from './services/scan.js';
import { sendFailure, sendRefusal, sendSignature, sendStorage } from './services/sign.js';

/**
 * `ends`: the task is over for the courier, sent or not.
 * @type {Record<string, { label: string, ends: boolean, send?: import('./outbox.js').Sender, sendMany?: import('./outbox.js').BatchSender }>}
 */
export const DEEDS = {
  accept: { label: '接单', ends: false, send: sendAcceptance },
  decline: { label: '拒绝任务', ends: true, send: sendDecline },
  pick_up: { label: '取件', ends: true, send: sendPickup },
  fail_pickup: { label: '取件失败', ends: true, send: sendPickupFailure },
  out_for_delivery: { label: '出仓派送', ends: false, sendMany: sendScans },
  collect: { label: '收款', ends: false, send: sendCollection },
  sign: { label: '签收', ends: true, send: sendSignature },
  sign_partly: { label: '部分签收', ends: false, send: sendSignature },
  store: { label: '存放待取', ends: true, send: sendStorage },
  incident: { label: '问题件', ends: false, send: sendIncident },
  fail_delivery: { label: '派送失败', ends: true, send: sendFailure },
  refuse: { label: '拒收', ends: true, send: sendRefusal },
};

/** The deeds that are sent this way, by kind. @template {'send' | 'sendMany'} Way @param {Way} way */
export function sentBy(way) {
  const found = Object.entries(DEEDS).filter(([, deed]) => deed[way]);
  return Object.fromEntries(found.map(([kind, deed]) => [kind, /** @type {NonNullable<(typeof deed)[Way]>} */ (deed[way])]));
}

/** What every fact says about itself. @param {import('../lib/coordinates.js').Point | null} here WGS-84 */
export function factNow(here) {
  const nowMs = Date.now();
  return { scan_id: newId(nowMs), occurred_at: new Date(nowMs).toISOString(), ...(here && { location: here }) };
}
