/** Tencent's JavaScript map (GL): needs a key that is limited to our domain, and speaks GCJ-02. */

import { script } from './engines.js';

/** @typedef {import('./asking.js').Place} Place */

const COLOURS = { live: '#1f7a4d', lost: '#8a8f98', home: '#2f54c8', stop: '#b4560f' };
const WITHIN_MS = 6_000;

/** @param {HTMLElement} element @param {string} key @returns {Promise<import('./engines.js').Engine>} */
export async function openTencent(element, key) {
  await script(`https://map.qq.com/api/gljs?v=1.exp&key=${encodeURIComponent(key)}`, WITHIN_MS);
  const T = /** @type {any} */ (window).TMap;
  const map = new T.Map(element, { center: new T.LatLng(31.23, 121.47), zoom: 11, showControl: false });
  const styles = Object.fromEntries(Object.entries(COLOURS).map(([tone, colour]) => [tone, new T.MarkerStyle({ width: 36, height: 36, anchor: { x: 18, y: 18 }, src: dot(colour), color: '#ffffff', size: 15 })]));
  const spots = new T.MultiMarker({ map, styles, geometries: [] });
  /** @type {Map<string, any>} lines and circles are few: each has a layer of its own */
  const drawn = new Map();
  /** @param {Place} place */
  const at = ({ lng, lat }) => new T.LatLng(lat, lng);

  /** @param {string} id @param {any} layer */
  function put(id, layer) {
    drawn.get(id)?.setMap(null);
    drawn.set(id, layer);
  }

  return {
    coordinates: 'gcj02',
    spot: (id, place, word, tone, title) => spots.updateGeometries([{ id, styleId: tone, position: at(place), content: word, properties: { title } }]),
    forget(id) {
      spots.remove([id]);
      drawn.get(id)?.setMap(null);
      drawn.delete(id);
    },
    around: (id, place, radiusM) =>
      put(id, new T.MultiCircle({
        map,
        styles: { one: new T.CircleStyle({ color: 'rgba(31,122,77,0.12)', showBorder: true, borderColor: COLOURS.live }) },
        geometries: [{ styleId: 'one', center: at(place), radius: radiusM }],
      })),
    line: (id, places, colour) =>
      put(id, new T.MultiPolyline({
        map,
        styles: { one: new T.PolylineStyle({ color: colour, width: 5, lineCap: 'round' }) },
        geometries: [{ styleId: 'one', paths: places.map(at) }],
      })),
    fit(places) {
      if (!places.length) return;
      const bounds = new T.LatLngBounds();
      for (const place of places) bounds.extend(at(place));
      map.fitBounds(bounds, { padding: 48 });
    },
  };
}

/** @param {string} colour @returns {string} a disc as a picture */
function dot(colour) {
  const disc = `<svg xmlns="http://www.w3.org/2000/svg" width="36" height="36"><circle cx="18" cy="18" r="16" fill="${colour}" stroke="#fff" stroke-width="3"/></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(disc)}`;
}
