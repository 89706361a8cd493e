/** Long lists reach a page in pieces: one setData should carry no more than 8 kB. */

const MOST_BYTES = 6_000;

/**
 * What has to be set, in this order: the rows that differ, a few at a time. Rows cannot be taken away one by one: a list
 * that has become shorter begins anew with its first few.
 * @param {string} field @param {any[]} shown @param {any[]} rows what is to be shown
 * @returns {Record<string, any>[]} nothing when nothing differs
 */
export function rowPatches(field, shown, rows) {
  const anew = rows.length < shown.length;
  /** @type {number[][]} the places that travel together */
  const pieces = [];
  let bytes = Infinity;
  rows.forEach((row, at) => {
    const text = JSON.stringify(row);
    if (!anew && text === JSON.stringify(shown[at])) return;
    bytes += bytesOf(text);
    if (bytes > MOST_BYTES) {
      pieces.push([]);
      bytes = bytesOf(text);
    }
    pieces[pieces.length - 1].push(at);
  });
  const patches = pieces.map((piece) => Object.fromEntries(piece.map((at) => [`${field}[${at}]`, rows[at]])));
  if (anew) patches.splice(0, 1, { [field]: (pieces[0] || []).map((at) => rows[at]) });
  return patches;
}

/** In UTF-8, where a Chinese character takes three. @param {string} text */
function bytesOf(text) {
  return text.length + 2 * (text.match(/[^\x00-\x7f]/g) || []).length;
}
