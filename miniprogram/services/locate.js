/** Map pages. */

import { call } from '../call.js';
import { origin } from '../transports.js';

/**
 * The address of a map page; good for two hours at most.
 * @param {'parcel' | 'tour'} kind
 * @param {string} subject a waybill number, or the courier's own id
 * @param {import('../session.js').As} as
 * @returns {Promise<string>}
 */
export async function mapUrl(kind, subject, as) {
  const { path } = await call({ fn: 'locate', action: 'open_map', http: 'POST /map-views', as }, { kind, subject });
  return `${origin()}${path}`;
}
