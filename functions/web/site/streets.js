/** What of a tour's streets is still ahead. */

/** @typedef {import('./asking.js').Place} Place */

const FAR_DEGREES = 0.002; // some two hundred metres: the streets end before a door that lies farther from them

/**
 * From the courier along the streets to their end, then straight to the doors beyond it; all straight without streets.
 *
 * @param {Place[]} streets @param {Place[]} doors those that are left @param {Place} [here] the courier
 */
export function wayAhead(streets, doors, here) {
  const start = here ? [here] : [];
  if (!streets.length || !doors.length) return [...start, ...doors];
  const first = nearest(streets, doors[0]);
  const from = here ? nearest(streets.slice(0, first + 1), here) : first;
  const beyond = doors.findIndex((door) => apart(streets[nearest(streets, door)], door) > FAR_DEGREES);
  return [...start, ...streets.slice(from), ...(beyond < 0 ? [] : doors.slice(beyond))];
}

/** The place in the line that is nearest. @param {Place[]} line @param {Place} place */
function nearest(line, place) {
  let best = 0;
  line.forEach((each, at) => {
    if (apart(each, place) < apart(line[best], place)) best = at;
  });
  return best;
}

/** Near enough for comparing. @param {Place} one @param {Place} other */
function apart(one, other) {
  return Math.hypot(one.lng - other.lng, one.lat - other.lat);
}
