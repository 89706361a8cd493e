/** Money is whole fen until it is printed. */

/** @param {number} fen @returns {string} "12.50" */
export function yuan(fen) {
  const sign = fen < 0 ? '-' : '';
  const whole = Math.abs(fen);
  return `${sign}${Math.floor(whole / 100)}.${String(whole % 100).padStart(2, '0')}`;
}

/**
 * Fen from what was typed, exactly; null for what is no amount.
 * @param {string} typed
 */
export function fenOf(typed) {
  const found = /^([0-9]{1,8})(?:\.([0-9]{0,2}))?$/.exec(typed.trim());
  return found ? Number(found[1]) * 100 + Number((found[2] || '').padEnd(2, '0')) : null;
}

/**
 * Grams from typed kilograms with up to three decimals; null for what is no weight.
 * @param {string} typed
 */
export function gramsOf(typed) {
  const found = /^([0-9]{1,4})(?:\.([0-9]{0,3}))?$/.exec(typed.trim());
  return found ? Number(found[1]) * 1000 + Number((found[2] || '').padEnd(3, '0')) : null;
}

/** @param {number} grams @returns {string} "1.2" kilograms without idle zeros */
export function kilograms(grams) {
  return String(grams / 1000);
}
