/** A courier's stops in their order, and the courier between them. */

import { clock, far, say } from './panel.js';
import { wayAhead } from './streets.js';

const AGAIN_MS = 10_000;
const COLOUR = '#2f54c8';
/** @type {Record<string, string>} */
const KINDS = { pickup: '取件', delivery: '派件' };

/** @param {import('./engines.js').Engine} engine @returns {import('./map.js').View} */
export function showTour(engine) {
  let version = 0;
  let shown = 0;
  /** @type {import('./asking.js').Place[]} */
  let streets = [];

  /** @param {import('./asking.js').Tour} tour */
  function stops({ stops: all, version: now }) {
    for (let at = all.length; at < shown; at += 1) engine.forget(`stop ${at}`);
    all.forEach(({ kind, parcels, arrives_at: at, place }, index) => {
      const title = `第 ${index + 1} 站 ${KINDS[kind]} ${parcels} 件，约 ${clock(at)} 到`;
      engine.spot(`stop ${index}`, place, String(index + 1), kind === 'pickup' ? 'stop' : 'home', title);
    });
    shown = all.length;
    if (now !== version) engine.fit(all.map(({ place }) => place));
    version = now;
  }

  return {
    // Until the streets are known they are asked for.
    next: () => (streets.length ? version : 0),
    draw({ tour }) {
      if (!tour) return 0;
      if (tour.streets || tour.version !== version) streets = tour.streets ?? [];
      stops(tour);
      if (tour.position) engine.spot('courier', tour.position, '我', tour.position.state === 'live' ? 'live' : 'lost', '我的位置');
      const way = wayAhead(streets, tour.stops.map(({ place }) => place), tour.position);
      if (way.length > 1) engine.line('way', way, COLOUR);
      else engine.forget('way');
      const [first] = tour.stops;
      if (first) say(`还有 ${tour.stops.length} 站`, `下一站${KINDS[first.kind]}，约 ${clock(first.arrives_at)} 到 · 全程约 ${far(tour.distance_m)}`);
      else say('这条路线已经走完', '新任务会出现在任务列表里');
      return AGAIN_MS;
    },
  };
}
