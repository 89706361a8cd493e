/** The office looks back at a courier's day: the way, the stops, how fast; replayed with a slider. */

import { clock, control, far, long, say } from './panel.js';

/** Metres a second from which on a stretch is drawn in the next colour: walking, riding, faster than a city allows. */
const SPEEDS = [
  { from: 0, colour: '#2f54c8' },
  { from: 3, colour: '#1f7a4d' },
  { from: 17, colour: '#b4230f' },
];
const FRAME_MS = 100;
const FRAMES = 300;

/** @typedef {import('./asking.js').Track} Track */

/** @param {import('./engines.js').Engine} engine @param {(day: string) => Promise<void>} again @returns {import('./map.js').View} */
export function showTrack(engine, again) {
  let ticker = 0;
  /** @type {string[]} what the day before this one drew */
  let drawn = [];

  /** @param {Track} track */
  function draw(track) {
    clearInterval(ticker);
    drawn.forEach((id) => engine.forget(id));
    drawn = [...lines(track), ...stops(track)];
    if (track.points.length) engine.fit(track.points);
  }

  /** @param {Track} track @returns {string[]} */
  function lines({ points }) {
    return stretches(points).map(({ places, colour }, index) => {
      engine.line(`line ${index}`, places, colour);
      return `line ${index}`;
    });
  }

  /** @param {Track} track @returns {string[]} */
  function stops(track) {
    return track.stops.map((stop, index) => {
      const title = `停留 ${long(stop.duration_s)}，${clock(stop.arrived_at)}–${clock(stop.left_at)}`;
      engine.spot(`stop ${index}`, stop, '停', 'stop', title);
      return `stop ${index}`;
    });
  }

  /** @param {Track} track */
  function controls({ day, points }) {
    const date = input('date', '日期');
    date.value = day;
    date.addEventListener('change', () => date.value && void again(date.value));
    if (points.length < 2) return control(date);
    const slider = input('range', '回放进度');
    Object.assign(slider, { min: '0', max: String(points.length - 1), value: '0' });
    slider.addEventListener('input', () => show(points[Number(slider.value)]));
    const play = Object.assign(document.createElement('button'), { type: 'button', textContent: '播放' });
    play.addEventListener('click', () => run(slider, play, points.length));
    control(date, play, slider);
    show(points[0]);
  }

  /** @param {import('./asking.js').TrackPoint} point */
  function show(point) {
    engine.spot('courier', point, '员', 'live', `快递员 ${clock(point.at)}`);
    if (!drawn.includes('courier')) drawn.push('courier');
    const speed = `${Math.round(point.speed_mps * 3.6)} 公里/小时`;
    say(`${clock(point.at)} · ${speed}`, summary);
  }

  let summary = '';

  /** @param {HTMLInputElement} slider @param {HTMLButtonElement} play @param {number} count */
  function run(slider, play, count) {
    clearInterval(ticker);
    if (play.textContent === '暂停') {
      play.textContent = '播放';
      return;
    }
    play.textContent = '暂停';
    if (Number(slider.value) >= count - 1) slider.value = '0';
    const step = Math.max(1, Math.ceil(count / FRAMES));
    ticker = window.setInterval(() => {
      slider.value = String(Number(slider.value) + step);
      slider.dispatchEvent(new Event('input'));
      if (Number(slider.value) < count - 1) return;
      clearInterval(ticker);
      play.textContent = '播放';
    }, FRAME_MS);
  }

  return {
    next: () => 0,
    draw({ track }) {
      if (!track) return 0;
      const { points, stops: stayed, distance_m: metres, fastest_mps: fastest } = track;
      summary = `全程 ${far(metres)}，停留 ${stayed.length} 处，最快 ${Math.round(fastest * 3.6)} 公里/小时`;
      if (!points.length) say('这一天没有轨迹', '请选择另一天');
      draw(track);
      controls(track);
      return 0;
    },
  };
}

/** Neighbours of one colour together; a jump is a gap. @param {Track['points']} points */
function stretches(points) {
  /** @type {{ places: Track['points'], colour: string }[]} */
  const found = [];
  for (let at = 1; at < points.length; at += 1) {
    const { colour } = /** @type {{ colour: string }} */ (SPEEDS.findLast(({ from }) => points[at].speed_mps >= from));
    const last = found.at(-1);
    if (points[at].jumped) continue;
    if (last?.colour === colour && last.places.at(-1) === points[at - 1]) last.places.push(points[at]);
    else found.push({ places: [points[at - 1], points[at]], colour });
  }
  return found;
}

/** @param {string} type @param {string} label */
function input(type, label) {
  const element = Object.assign(document.createElement('input'), { type });
  element.setAttribute('aria-label', label);
  return element;
}
