/** What was shown last, kept on the phone with its time, so that a page has something to show before (or without) the net. */

const PREFIX = 'cache.';
const LONGEST_MS = 24 * 3_600_000;

/** @typedef {{ savedAt: number, value: any }} Kept */

/** @param {string} key @param {number} nowMs @returns {Kept | null} nothing that is older than a day */
export function recall(key, nowMs) {
  /** @type {Kept | ''} */
  const found = wx.getStorageSync(PREFIX + key);
  return found && nowMs - found.savedAt < LONGEST_MS ? found : null;
}

/** @param {string} key @param {any} value @param {number} nowMs */
export function remember(key, value, nowMs) {
  wx.setStorageSync(PREFIX + key, { savedAt: nowMs, value });
}

/** Forget everything, or what begins with `start`: another person may use the phone now. @param {string} [start] */
export function forgetAll(start = '') {
  const { keys } = wx.getStorageInfoSync();
  for (const key of keys.filter((each) => each.startsWith(PREFIX + start))) wx.removeStorageSync(key);
}

/**
 * Show what is kept at once, then what the server says; when it cannot be reached, what is kept stays, with its age.
 * @template T
 * @param {string} key
 * @param {() => Promise<T>} fetch
 * @param {(shown: { value: T, savedAt: number, fault: import('./lib/fault.js').Fault | null, fresh: boolean }) => void} show
 * @returns {Promise<void>} rejects only when there is nothing at all to show, or when the server refuses
 */
export async function freshened(key, fetch, show) {
  const before = recall(key, Date.now());
  if (before) show({ ...before, fault: null, fresh: false });
  try {
    const value = await fetch();
    remember(key, value, Date.now());
    show({ value, savedAt: Date.now(), fault: null, fresh: true });
  } catch (error) {
    const fault = /** @type {import('./lib/fault.js').Fault} */ (error);
    if (!before || fault.kind === 'refused') throw error;
    show({ ...before, fault, fresh: false });
  }
}
