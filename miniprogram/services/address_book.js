/** The customer's own addresses, and whom they sent to lately. Lists are masked; one opened entry fills a form. */

import { call } from '../call.js';
import { spokenDay } from '../lib/moments.js';
import { partyOf, placeOf } from '../lib/party.js';

/**
 * @param {string} action
 * @param {string} http
 * @param {boolean} [once]
 * @returns {import('../transports.js').Endpoint}
 */
const endpoint = (action, http, once = false) => ({ fn: 'address_book', action, http, as: 'customer', once });

/** Rows that go to the screen at once. */
const PAGE = 20;

/** @param {string} typed part of a name or of a phone @param {string} [after] where the last page ended */
export async function listEntries(typed, after) {
  const asked = { ...(typed && { q: typed }), ...(after && { after }), limit: PAGE };
  const page = await call(endpoint('list_entries', 'GET /address-book'), asked);
  return { entries: /** @type {ReturnType<typeof entryView>[]} */ (page.entries.map(entryView)), next: page.next || '' };
}

export async function listRecent() {
  const { entries } = await call(endpoint('list_recent', 'GET /address-book/recent'), { limit: 10 });
  const nowMs = Date.now();
  return /** @type {ReturnType<typeof recentView>[]} */ (entries.map((/** @type {any} */ each) => recentView(each, nowMs)));
}

/** @param {string} id */
export async function openEntry(id) {
  const entry = await call(endpoint('open_entry', 'GET /address-book/<entry_id>'), { entry_id: id });
  return { party: partyOf(entry), label: entry.label || '', isDefault: Boolean(entry.is_default) };
}

/** The address that was made the default, or null. */
export async function defaultParty() {
  const { entries } = await listEntries('');
  const found = entries.find((each) => each.isDefault);
  return found ? (await openEntry(found.id)).party : null;
}

/** @param {string} waybillNo */
export async function openRecent(waybillNo) {
  return partyOf(await call(endpoint('open_recent', 'GET /address-book/recent/<waybill_no>'), { waybill_no: waybillNo }));
}

/**
 * @param {import('../lib/party.js').Party} party
 * @param {{ label?: string, isDefault?: boolean }} [more]
 * @returns {Promise<{ known: boolean }>} whether the same person and place was there already
 */
export async function addEntry(party, more = {}) {
  // An address that is there already stays the default, if it is.
  const data = entryData(party, { ...more, isDefault: more.isDefault || undefined });
  const added = await call(endpoint('add_entry', 'POST /address-book', true), data);
  return { known: added.duplicate_of === added.id };
}

/** @param {string} id @param {import('../lib/party.js').Party} party @param {{ label?: string, isDefault?: boolean }} more */
export async function changeEntry(id, party, more) {
  const data = { entry_id: id, ...entryData(party, more) };
  await call(endpoint('change_entry', 'POST /address-book/<entry_id>', true), data);
}

/** @param {string} id */
export async function removeEntry(id) {
  await call(endpoint('remove_entry', 'DELETE /address-book/<entry_id>', true), { entry_id: id });
}

/** @param {string} id */
export async function makeDefault(id) {
  await call(endpoint('set_default_entry', 'POST /address-book/<entry_id>/default', true), { entry_id: id });
}

/** @param {import('../lib/party.js').Party} party @param {{ label?: string, isDefault?: boolean }} more */
function entryData(party, { label = '', isDefault }) {
  return { ...placeOf(party), label: label.trim(), ...(isDefault !== undefined && { is_default: isDefault }) };
}

/** @param {any} entry */
export function entryView(entry) {
  return {
    id: entry.id,
    who: `${entry.name}  ${entry.phone}`,
    where: entry.address.startsWith(entry.region) ? entry.address : `${entry.region} ${entry.address}`,
    label: entry.label || '',
    isDefault: Boolean(entry.is_default),
  };
}

/** @param {any} recent @param {number} nowMs */
export function recentView(recent, nowMs) {
  return {
    waybillNo: recent.waybill_no,
    who: `${recent.name}  ${recent.phone}`,
    where: recent.address,
    when: recent.used_at ? spokenDay(recent.used_at, nowMs) : '',
  };
}
