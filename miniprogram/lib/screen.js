/** What the shared state-view shows of a page: loading, ready (with a notice when the content is old), empty, error. */

import { asFault } from './fault.js';
import { age } from './moments.js';

/** @typedef {{ state: 'loading' | 'ready' | 'empty' | 'error', title?: string, message?: string, notice?: string, offline?: boolean }} Screen */

/** @type {Screen} */
export const LOADING = { state: 'loading' };

/**
 * @param {{ savedAt: number, fault: import('./fault.js').Fault | null }} shown as the cache hands it out
 * @param {number} nowMs
 * @returns {Screen}
 */
export function ready({ savedAt, fault }, nowMs) {
  const told = fault?.kind === 'network' ? '网络不可用' : '暂时无法更新';
  return { state: 'ready', notice: fault ? `${told}，这是${age(nowMs - savedAt)}的内容` : '' };
}

/** @param {string} title @param {string} message @returns {Screen} */
export function empty(title, message) {
  return { state: 'empty', title, message };
}

/** @param {unknown} error @returns {Screen} */
export function failed(error) {
  const fault = asFault(error);
  const offline = fault.kind === 'network';
  return { state: 'error', title: offline ? '网络不给力' : '没能打开', message: fault.message, offline };
}
