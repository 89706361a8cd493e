/** What the phone says about the courier's way. */

import { call } from '../../call.js';

/**
 * @typedef {object} Fix as the server takes it
 * @property {number} sequence counts up on this phone
 * @property {string} at ISO
 * @property {number} lng
 * @property {number} lat
 * @property {'gcj02'} coordinates
 * @property {number} [accuracy_m]
 * @property {number} [speed_mps]
 */

/**
 * @param {string} device tells this phone's count from another's
 * @param {Fix[]} fixes at most a hundred
 * @returns {Promise<number>} seconds until the server wants the next ones
 */
export async function sendPositions(device, fixes) {
  const endpoint = /** @type {const} */ ({ fn: 'locate', action: 'send_positions', http: 'POST /positions', as: 'courier' });
  return (await call(endpoint, { device, fixes }, { tries: 1 })).next_s;
}

/** As the phone measured it, in the coordinates of Chinese maps. @param {WechatMiniprogram.OnLocationChangeListenerResult} place @param {number} sequence @param {number} nowMs @returns {Fix} */
export function fixOf({ latitude, longitude, accuracy, speed }, sequence, nowMs) {
  return {
    sequence,
    at: new Date(nowMs).toISOString(),
    lng: Number(longitude.toFixed(6)),
    lat: Number(latitude.toFixed(6)),
    coordinates: 'gcj02',
    ...(accuracy > 0 && { accuracy_m: Math.round(accuracy) }),
    ...(speed >= 0 && { speed_mps: Number(speed.toFixed(1)) }),
  };
}
