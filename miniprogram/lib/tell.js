/** Short words to people over the page. */

import { asFault } from './fault.js';

/** @param {string} title */
export function say(title) {
  void wx.showToast({ title, icon: 'none', duration: 2_500 });
}

/** @param {unknown} error */
export function sayFault(error) {
  say(asFault(error).message);
}

/**
 * @param {string} title
 * @param {string} content
 * @param {{ confirmText?: string, cancelText?: string }} [texts] at most four characters each
 */
export async function confirmed(title, content, texts = {}) {
  return (await wx.showModal({ title, content, ...texts })).confirm;
}

/**
 * One of a list in a sheet; WeChat's own sheet takes six rows, so longer lists have a page of their own.
 * @template {{ label: string }} T
 * @param {T[]} options
 * @returns {Promise<T | null>} null when it was put away
 */
export async function choose(options) {
  try {
    const { tapIndex } = await wx.showActionSheet({ itemList: options.map((each) => each.label) });
    return options[tapIndex];
  } catch {
    return null;
  }
}
