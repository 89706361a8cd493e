/** A customer watches the courier come. */

import { ago, clock, far, say } from './panel.js';

const AGAIN_MS = 2_000;
const QUIET_AGAIN_MS = 10_000;
/** From here on a circle says that the point is not the courier's very place. */
const ROUGH_M = 60;

/** @param {import('./engines.js').Engine} engine @returns {import('./map.js').View} */
export function showParcel(engine) {
  let sequence = 0;
  let framed = false;

  /** @param {import('./asking.js').Parcel} parcel @param {import('./asking.js').Position} position */
  function place({ home }, position) {
    const live = position.state === 'live';
    engine.spot('courier', position, '派', live ? 'live' : 'lost', live ? '快递员' : '快递员最后出现的位置');
    if (position.precision_m >= ROUGH_M) engine.around('somewhere', position, position.precision_m);
    else engine.forget('somewhere');
    if (!framed) engine.fit(home ? [home, position] : [position]);
    framed = true;
  }

  return {
    next: () => sequence,
    draw({ parcel }) {
      if (!parcel) return 0;
      sequence = parcel.sequence;
      if (parcel.home) engine.spot('home', parcel.home, '收', 'home', '收件地址');
      if (!framed && parcel.home && !parcel.position) engine.fit([parcel.home]);
      if (parcel.position) place(parcel, parcel.position);
      say(...told(parcel));
      return parcel.state === 'live' ? AGAIN_MS : QUIET_AGAIN_MS;
    },
  };
}

/** @param {import('./asking.js').Parcel} parcel @returns {[string, string]} */
function told({ state, distance_m: metres, seen_s_ago: seconds = 0, arrival }) {
  const distance = metres === undefined || metres === null ? '' : `离收件地址约 ${far(metres)}`;
  if (state === 'unknown') return ['快递员正在派送', '还没有收到快递员的位置，稍后会显示在这里'];
  if (state === 'last_seen') return [`快递员最后出现在 ${ago(seconds)}`, distance || '快递员的手机暂时没有网络'];
  const when = arrival ? `预计 ${clock(arrival.earliest)}–${clock(arrival.latest)} 送达` : '快递员正在派送';
  return [when, [arrival ? before(arrival.stops_before) : '', distance, `${ago(seconds)}更新`].filter(Boolean).join(' · ')];
}

/** @param {number} stops @returns {string} */
function before(stops) {
  return stops > 0 ? `前面还有 ${stops} 站` : '下一站就到';
}
