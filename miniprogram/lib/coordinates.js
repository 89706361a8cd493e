/**
 * WeChat's map speaks GCJ-02, the backend WGS-84. The offset is the published approximation for mainland China:
 * polynomials plus sines over the distance from 105° E, 35° N, on the Krasovsky ellipsoid; good to about a metre.
 */

const SEMI_MAJOR_M = 6_378_245;
const ECCENTRICITY_SQUARED = 0.006693421622965943;
const ITERATIONS = 3;

/** @typedef {{ lng: number, lat: number }} Point */

/** @param {number} value @param {[number, number][]} terms amplitude and the divisor of the angle */
function waves(value, terms) {
  return terms.reduce((sum, [amplitude, divisor]) => sum + amplitude * Math.sin((value * Math.PI) / divisor), 0);
}

/** @param {Point} point */
function outsideChina({ lng, lat }) {
  return lng < 72.004 || lng > 137.8347 || lat < 0.8293 || lat > 55.8271;
}

/** @param {Point} point @returns {Point} how far GCJ-02 lies from WGS-84 there, in degrees */
function offset({ lng, lat }) {
  const x = lng - 105;
  const y = lat - 35;
  const ripple = waves(x, [[40 / 3, 1 / 6], [40 / 3, 1 / 2]]);
  const northM =
    -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * Math.sqrt(Math.abs(x)) + ripple +
    waves(y, [[40 / 3, 1], [80 / 3, 3], [320 / 3, 12], [640 / 3, 30]]);
  const eastM =
    300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * Math.sqrt(Math.abs(x)) + ripple +
    waves(x, [[40 / 3, 1], [80 / 3, 3], [100, 12], [200, 30]]);
  const latitude = (lat * Math.PI) / 180;
  const flattening = 1 - ECCENTRICITY_SQUARED * Math.sin(latitude) ** 2;
  const meridianM = (SEMI_MAJOR_M * (1 - ECCENTRICITY_SQUARED)) / flattening ** 1.5;
  const parallelM = (SEMI_MAJOR_M / Math.sqrt(flattening)) * Math.cos(latitude);
  return { lng: (eastM * 180) / (parallelM * Math.PI), lat: (northM * 180) / (meridianM * Math.PI) };
}

/** For WeChat's maps. @param {Point} wgs84 @returns {Point} */
export function toGcj02(wgs84) {
  if (outsideChina(wgs84)) return { ...wgs84 };
  const shift = offset(wgs84);
  return { lng: wgs84.lng + shift.lng, lat: wgs84.lat + shift.lat };
}

/** For the backend. @param {Point} gcj02 @returns {Point} rounded to a tenth of a metre */
export function toWgs84(gcj02) {
  let guess = { ...gcj02 };
  for (let at = 0; at < ITERATIONS; at += 1) {
    const there = toGcj02(guess);
    guess = { lng: guess.lng + gcj02.lng - there.lng, lat: guess.lat + gcj02.lat - there.lat };
  }
  return { lng: Number(guess.lng.toFixed(6)), lat: Number(guess.lat.toFixed(6)) };
}

/** Straight distance in metres. @param {Point} from @param {Point} to */
export function distanceM(from, to) {
  const radian = Math.PI / 180;
  const [north, east] = [(to.lat - from.lat) * radian, (to.lng - from.lng) * radian];
  const half = Math.sin(north / 2) ** 2 + Math.cos(from.lat * radian) * Math.cos(to.lat * radian) * Math.sin(east / 2) ** 2;
  return Math.round(12_742_000 * Math.asin(Math.sqrt(half)));
}
