/** In which order a courier fetches and brings, as the backend plans it. */

import { call } from '../../call.js';
import { Fault } from '../../lib/fault.js';
import { clock } from '../../lib/moments.js';
import { spaced } from '../../lib/waybill.js';

/** @type {import('../../transports.js').Endpoint} */
const SHOW = { fn: 'plan_route', action: 'show_tour', http: 'GET /couriers/me/tour', as: 'courier' };
/** @type {import('../../transports.js').Endpoint} */
const LOADING = { fn: 'plan_route', action: 'show_loading', http: 'GET /couriers/me/loading', as: 'courier' };
/** @type {import('../../transports.js').Endpoint} */
const PLAN = { fn: 'plan_route', action: 'plan_tour', http: 'POST /couriers/me/tour', as: 'courier', once: true };

/** The reply as it came; null before the first plan. @returns {Promise<any>} */
export async function fetchTour() {
  try {
    return await call(SHOW);
  } catch (error) {
    if (error instanceof Fault && error.code === 'TOUR_NOT_FOUND') return null;
    throw error;
  }
}

/** Plans anew what is to be done now, an order made by hand included. */
export function planTour() {
  return call(PLAN, { anew: true });
}

/** What lies at the outlet for me to take out by its released plan, in the order of the visits. @returns {Promise<string[]>} */
export async function fetchLoading() {
  return (await call(LOADING)).waybill_nos;
}

/**
 * @typedef {{ number: string, place: number, taken: boolean }} Load `place` is that of its visit
 *
 * What to take along, last visit first: it goes to the bottom.
 * @param {string[]} planned in the order of the visits @param {string[]} taken
 * @returns {{ loads: Load[], left: number }}
 */
export function loadingView(planned, taken) {
  const loads = planned.map((no, index) => ({ number: spaced(no), place: index + 1, taken: taken.includes(no) })).reverse();
  return { loads, left: loads.filter((each) => !each.taken).length };
}

/**
 * @typedef {object} Tour
 * @property {Record<string, { place: number, at: string }>} stops by waybill number: which stop, and about when
 * @property {string} text
 *
 * @param {any} tour @returns {Tour | null}
 */
export function tourView(tour) {
  if (!tour || !tour.stops.length) return null;
  /** @type {Tour['stops']} */
  const stops = {};
  tour.stops.forEach((/** @type {any} */ stop, /** @type {number} */ index) => {
    for (const number of stop.waybill_nos) stops[number] = { place: index + 1, at: clock(stop.arrives_at) };
  });
  const saved = tour.saved_m >= 100 ? `，比按时限顺序少走 ${kilometres(tour.saved_m)}` : '';
  return { stops, text: `${tour.stops.length} 站，约 ${kilometres(tour.distance_m)}，${clock(tour.ends_at)} 前后回到网点${saved}` };
}

/** @param {number} metres */
function kilometres(metres) {
  return metres < 1_000 ? `${Math.round(metres / 10) * 10} 米` : `${(metres / 1_000).toFixed(1)} 公里`;
}
