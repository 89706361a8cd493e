/** One map, whoever draws it: Tencent's with a key, Leaflet without one or when Tencent's does not load. */

import { openLeaflet } from './leaflet_engine.js';
import { openTencent } from './tencent_engine.js';

/**
 * @typedef {import('./asking.js').Place} Place
 * @typedef {'live' | 'lost' | 'home' | 'stop'} Tone
 *
 * @typedef {object} Engine places are in the engine's own coordinates
 * @property {'wgs84' | 'gcj02'} coordinates
 * @property {(id: string, place: Place, word: string, tone: Tone, title: string) => void} spot puts or moves a marker
 * @property {(id: string) => void} forget
 * @property {(id: string, place: Place, radiusM: number) => void} around a circle: somewhere in here
 * @property {(id: string, places: Place[], colour: string) => void} line
 * @property {(places: Place[]) => void} fit shows all of these
 */

/** @param {HTMLElement} element @param {{ key?: string, tiles?: string }} settings @returns {Promise<Engine>} */
export async function openMap(element, { key, tiles }) {
  if (key) {
    try {
      return await openTencent(element, key);
    } catch (problem) {
      console.warn('the map of the key did not load', problem);
    }
  }
  return openLeaflet(element, tiles || '');
}

/** @param {string} address @param {number} withinMs @returns {Promise<void>} */
export function script(address, withinMs) {
  return new Promise((resolve, reject) => {
    const element = Object.assign(document.createElement('script'), { src: address, onload: () => resolve(), onerror: reject });
    setTimeout(() => reject(new Error(`${new URL(address, location.href).host} does not answer`)), withinMs);
    document.head.append(element);
  });
}
