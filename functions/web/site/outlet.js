/** The office sees the couriers of an outlet. */

import { ago, say } from './panel.js';

const AGAIN_MS = 2_000;
/** As the server has it: after so long without a word somebody counts as last seen. */
const FRESH_S = 90;

/** @typedef {import('./asking.js').Position & { heardMs: number }} Known */

/** @param {import('./engines.js').Engine} engine @returns {import('./map.js').View} */
export function showOutlet(engine) {
  let sequence = 0;
  /** @type {Map<string, Known>} */
  const couriers = new Map();

  /** Only who moved is told anew; everybody else grows older. @param {Known} known */
  const seconds = ({ seen_s_ago: then, heardMs }) => Math.round(then + (performance.now() - heardMs) / 1_000);

  /** @param {string} id @param {Known} known @returns {boolean} whether they are at work and heard of */
  function spot(id, known) {
    const live = seconds(known) <= FRESH_S && Boolean(known.on_duty);
    engine.spot(id, known, live ? '员' : '离', live ? 'live' : 'lost', `快递员 ${id.slice(-4)}，${ago(seconds(known))}`);
    return live;
  }

  return {
    next: () => sequence,
    draw({ outlet }) {
      if (!outlet) return 0;
      const first = !couriers.size;
      sequence = outlet.sequence;
      for (const position of outlet.positions) couriers.set(position.courier_id ?? '', { ...position, heardMs: performance.now() });
      const working = [...couriers].filter(([id, known]) => spot(id, known)).length;
      if (first) engine.fit([...couriers.values()]);
      const away = couriers.size - working;
      say(`${working} 位快递员在线`, away ? `${away} 位暂时没有位置更新或已下班` : '');
      return AGAIN_MS;
    },
  };
}
