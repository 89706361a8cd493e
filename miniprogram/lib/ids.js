/** Ids made on the phone: a scan's ULID and a request's id. */

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/**
 * A ULID: ten characters of time (ms), sixteen of chance.
 * @param {number} nowMs
 * @param {() => number} [chance] 0 <= x < 1
 */
export function newId(nowMs, chance = Math.random) {
  let time = '';
  for (let rest = nowMs, at = 0; at < 10; at += 1) {
    time = CROCKFORD[rest % 32] + time;
    rest = Math.floor(rest / 32);
  }
  const tail = Array.from({ length: 16 }, () => CROCKFORD[Math.floor(chance() * 32)]);
  return time + tail.join('');
}
