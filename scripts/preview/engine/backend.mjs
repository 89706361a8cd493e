/** How glass-easel meets the DOM: tag names, inline lengths, and which DOM events count. */

import * as easel from 'glass-easel';

// The built-in components send input, change, scroll… themselves: those of the DOM must not come through as well.
const PASSED = /^(touch|click|transitionend|animation|wheel|key)/;

/** @param {string} value */
export function inlineLengths(value) {
  return value
    .replace(/(-?\d*\.?\d+)rpx\b/g, 'calc($1 * var(--rpx))')
    .replace(/(-?\d*\.?\d+)vh\b/g, 'calc($1 * var(--vh))');
}

/** Inner parts of a built-in component are written `n-input`; everything else gets a tag of its own. @param {string} tag @param {Set<string>} builtins */
function domTag(tag, builtins) {
  if (tag.startsWith('n-')) return tag.slice(2);
  return builtins.has(tag) || !tag.includes('-') ? `wx-${tag}` : tag;
}

/** @param {Set<string>} builtins */
export function backend(builtins) {
  const context = new easel.CurrentWindowBackendContext();
  const create = (/** @type {string} */ tag) => {
    const element = document.createElement(domTag(tag, builtins));
    const set = element.setAttribute;
    element.setAttribute = (name, value) => set.call(element, name, name === 'style' ? inlineLengths(String(value)) : value);
    return element;
  };
  context.document = /** @type {any} */ ({
    createElement: create,
    createTextNode: (/** @type {string} */ text) => document.createTextNode(text),
    createDocumentFragment: () => document.createDocumentFragment(),
  });
  const listen = context.setListenerStats;
  context.setListenerStats = function (element, type, ...rest) {
    if (PASSED.test(type)) listen.call(this, element, type, ...rest);
  };
  context.onEvent((/** @type {any} */ target, /** @type {string} */ type, /** @type {any} */ detail, /** @type {any} */ options) => {
    if (/^touch|tap$|^click/.test(type)) options.extraFields = touchFields(options.originalEvent);
    const event = new easel.Event(type, detail, options);
    easel.Event.dispatchEvent(target, event);
    return event.getEventBubbleStatus();
  });
  return context;
}

/** `touches` and `changedTouches` as WeChat gives them; x and y are inside a canvas. @param {any} event */
export function touchFields(event) {
  if (!event) return {};
  const inside = event.target?.tagName === 'CANVAS' ? event.target.getBoundingClientRect() : { left: 0, top: 0 };
  const touch = (/** @type {any} */ each, /** @type {number} */ index) => ({
    identifier: each.identifier ?? index,
    pageX: each.pageX,
    pageY: each.pageY,
    clientX: each.clientX,
    clientY: each.clientY,
    x: each.clientX - inside.left,
    y: each.clientY - inside.top,
  });
  const ended = event.type === 'mouseup';
  return {
    touches: ended ? [] : [...(event.touches ?? [event])].map(touch),
    changedTouches: [...(event.changedTouches ?? [event])].map(touch),
  };
}
