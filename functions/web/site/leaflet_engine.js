/** Leaflet: on tiles if there are any, else on a plain ground on which distances are true and streets are missing. */

import { script } from './engines.js';

/** @typedef {import('./asking.js').Place} Place */

const FIRST_VIEW = { centre: [31.23, 121.47], zoom: 11 };
const NEAREST = 17;

/** @param {HTMLElement} element @param {string} tiles @returns {Promise<import('./engines.js').Engine>} */
export async function openLeaflet(element, tiles) {
  await script(new URL('leaflet.js', import.meta.url).href, 20_000);
  const L = /** @type {any} */ (window).L;
  // A view before any layer: drawing on one canvas asks for it.
  const map = L.map(element, { preferCanvas: true, zoomControl: false }).setView(FIRST_VIEW.centre, FIRST_VIEW.zoom);
  map.attributionControl.setPrefix(false);
  L.control.scale({ imperial: false }).addTo(map);
  if (tiles) L.tileLayer(tiles, { maxZoom: 19 }).addTo(map);
  /** @type {Map<string, any>} */
  const drawn = new Map();

  /** @param {string} id @param {any} layer */
  function put(id, layer) {
    drawn.get(id)?.remove();
    drawn.set(id, layer.addTo(map));
  }

  return {
    coordinates: 'wgs84',
    spot(id, place, word, tone, title) {
      const icon = L.divIcon({ className: 'moves', html: spotOf(word, tone, title), iconSize: [36, 36], iconAnchor: [18, 18] });
      const known = drawn.get(id);
      if (!known) return put(id, L.marker(pair(place), { icon, keyboard: false }));
      known.setLatLng(pair(place));
      if (known.options.icon.options.html.outerHTML !== icon.options.html.outerHTML) known.setIcon(icon);
    },
    forget(id) {
      drawn.get(id)?.remove();
      drawn.delete(id);
    },
    around: (id, place, radiusM) => put(id, L.circle(pair(place), { radius: radiusM, weight: 1, color: '#1f7a4d', fillOpacity: 0.12 })),
    line: (id, places, colour) => put(id, L.polyline(places.map(pair), { color: colour, weight: 5, opacity: 0.85 })),
    fit(places) {
      if (places.length) map.fitBounds(L.latLngBounds(places.map(pair)), { padding: [48, 48], maxZoom: NEAREST });
    },
  };
}

/** @param {Place} place */
const pair = ({ lng, lat }) => [lat, lng];

/** @param {string} word @param {string} tone @param {string} title */
function spotOf(word, tone, title) {
  const spot = Object.assign(document.createElement('div'), { className: `spot ${tone}`, textContent: word, title });
  spot.setAttribute('role', 'img');
  spot.setAttribute('aria-label', title);
  return spot;
}
