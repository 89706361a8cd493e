/** The map page: opens a map, asks again and again for what its address shows, and has that drawn. */

import { ask } from './asking.js';
import { openMap } from './engines.js';
import { say, trouble } from './panel.js';
import { showOutlet } from './outlet.js';
import { showParcel } from './parcel.js';
import { showTour } from './tour.js';
import { showTrack } from './track.js';

/**
 * @typedef {import('./engines.js').Engine} Engine
 * @typedef {import('./asking.js').Seen} Seen
 * @typedef {{ next(): number, draw(seen: Seen): number }} View `next` is the number up to which all was seen; `draw`
 * answers after how many milliseconds to ask again, 0: never
 */

/** @type {Record<string, (engine: Engine, again: (day: string) => Promise<void>) => View>} */
const VIEWS = { parcel: showParcel, outlet: showOutlet, track: showTrack, tour: showTour };
const LONGEST_MS = 30_000;

class MapPage {
  /** @param {Engine} engine @param {string} token */
  constructor(engine, token) {
    this.engine = engine;
    this.token = token;
    /** @type {View | null} */
    this.view = null;
    this.day = '';
    this.timer = 0;
    this.failures = 0;
  }

  /** Asks once, draws, and arranges the next time. */
  async look() {
    clearTimeout(this.timer);
    const asked = { after: this.view?.next() ?? 0, coordinates: this.engine.coordinates, day: this.day };
    const { seen, fault } = await ask(this.token, asked);
    if (seen) return this.draw(seen);
    if (fault.final) return this.end(fault.message);
    this.failures += 1;
    trouble(fault.message);
    this.later(Math.min(LONGEST_MS, 2_000 * 2 ** (this.failures - 1)));
  }

  /** @param {Seen} seen */
  draw(seen) {
    this.failures = 0;
    trouble('');
    this.view ??= VIEWS[seen.kind](this.engine, (day) => this.of(day));
    this.later(this.view.draw(seen));
  }

  /** Another day of a track. @param {string} day */
  of(day) {
    this.day = day;
    return this.look();
  }

  /** @param {number} waitMs 0: no more */
  later(waitMs) {
    if (!waitMs) return;
    this.timer = window.setTimeout(() => {
      // Nobody looks at a hidden page; it asks again as soon as it is shown.
      if (document.hidden) document.addEventListener('visibilitychange', () => void this.look(), { once: true });
      else void this.look();
    }, waitMs);
  }

  /** @param {string} message */
  end(message) {
    trouble('');
    say(message, '');
  }
}

const token = location.hash.slice(1);
if (token) {
  const settings = JSON.parse(/** @type {HTMLElement} */ (document.getElementById('settings')).textContent || '{}');
  const engine = await openMap(/** @type {HTMLElement} */ (document.getElementById('map')), settings);
  await new MapPage(engine, token).look();
} else {
  say('打不开这个页面', '请从小程序里重新打开地图');
}
