/** What WeChat shows above a page: sheets, dialogues, toasts. Each answers with a promise. */

/** @param {string} tag @param {string} className @param {string} [text] */
export function made(tag, className, text) {
  const element = document.createElement(tag);
  element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}

/** @param {string} text @param {string} className @param {() => void} run */
export function tappable(text, className, run) {
  const element = /** @type {HTMLButtonElement} */ (made('button', className, text));
  element.type = 'button';
  element.addEventListener('click', run);
  return element;
}

/** @template T @param {string} className @param {(close: (answer: T) => void) => HTMLElement} fill @returns {Promise<T>} */
export function overlay(className, fill) {
  return new Promise((resolve) => {
    const mask = made('div', `ui-mask ${className}`);
    const close = (/** @type {T} */ answer) => {
      mask.remove();
      resolve(answer);
    };
    mask.append(fill(close));
    document.body.append(mask);
  });
}

/** A sheet from below with anything in it; whether it was confirmed. @param {string} title @param {HTMLElement} body @returns {Promise<boolean>} */
export function sheet(title, body) {
  return overlay('ui-bottom', (close) => {
    const box = made('div', 'ui-sheet');
    const bar = made('div', 'ui-bar');
    bar.append(tappable('取消', 'ui-cancel', () => close(false)), made('b', '', title ?? ''), tappable('确定', 'ui-confirm', () => close(true)));
    box.append(bar, body);
    return box;
  });
}

/** A list from below; the index that was tapped, -1 for none. @param {string[]} items @param {string} [title] @returns {Promise<number>} */
export function list(items, title) {
  return overlay('ui-bottom', (close) => {
    const box = made('div', 'ui-sheet');
    if (title) box.append(made('div', 'ui-title', title));
    box.append(...items.map((text, index) => tappable(text, 'ui-item', () => close(index))));
    box.append(tappable('取消', 'ui-item ui-last', () => close(-1)));
    return box;
  });
}

/**
 * @param {{ title?: string, content?: string, body?: HTMLElement, confirmText?: string, cancelText?: string, showCancel?: boolean }} told
 * @returns {Promise<boolean>}
 */
export function dialogue({ title, content, body, confirmText = '确定', cancelText = '取消', showCancel = true }) {
  return overlay('ui-centre', (close) => {
    const box = made('div', 'ui-dialogue');
    box.setAttribute('role', 'dialog');
    if (title) box.append(made('div', 'ui-title', title));
    if (content) box.append(made('div', 'ui-content', content));
    if (body) box.append(body);
    const bar = made('div', 'ui-buttons');
    if (showCancel) bar.append(tappable(cancelText, 'ui-cancel', () => close(false)));
    bar.append(tappable(confirmText, 'ui-confirm', () => close(true)));
    box.append(bar);
    return box;
  });
}

/** @type {HTMLElement | null} */
let toasted = null;

/** @param {string} title @param {{ icon?: string, duration?: number, mask?: boolean, loading?: boolean }} [told] no duration: until it is hidden */
export function toast(title, { icon = 'none', duration, mask = false, loading = false } = {}) {
  hideToast();
  const shown = made('div', `ui-toast ui-toast-${icon}${mask ? ' ui-toast-mask' : ''}`);
  shown.dataset.loading = String(loading);
  shown.append(made('span', 'ui-toast-box', title));
  document.body.append(shown);
  toasted = shown;
  if (duration) setTimeout(() => toasted === shown && hideToast(), duration);
}

/** @param {boolean} [loading] only a loading one, or only another; either if not told */
export function hideToast(loading) {
  if (!toasted || (loading !== undefined && toasted.dataset.loading !== String(loading))) return;
  toasted.remove();
  toasted = null;
}

/**
 * Lists side by side to choose from.
 * @param {string[][]} lists @param {number[]} at @param {(column: number, index: number) => void} [changed]
 */
export function columns(lists, at, changed) {
  const element = made('div', 'ui-columns');
  const selects = lists.map((labels, column) => {
    const select = document.createElement('select');
    select.size = 7;
    fill(select, labels, at[column] ?? 0);
    select.addEventListener('change', () => changed?.(column, select.selectedIndex));
    element.append(select);
    return select;
  });
  const relist = (/** @type {string[][]} */ now, /** @type {number} */ after = -1) =>
    now.forEach((labels, column) => {
      const before = [...selects[column].options].map((option) => option.text);
      if (column > after && before.join('\n') !== labels.join('\n')) fill(selects[column], labels, 0);
    });
  return { element, relist, chosen: () => selects.map((select) => Math.max(0, select.selectedIndex)) };
}

/** @param {HTMLSelectElement} select @param {string[]} labels @param {number} at */
function fill(select, labels, at) {
  select.replaceChildren(...labels.map((label) => new Option(label)));
  select.selectedIndex = at;
}

/** A text field of the tester's. @param {{ value?: string, placeholder?: string, className?: string }} told */
export function textField({ value = '', placeholder = '', className = '' }) {
  const field = document.createElement('input');
  field.className = `ui-field ${className}`;
  Object.assign(field, { value, placeholder });
  return field;
}
