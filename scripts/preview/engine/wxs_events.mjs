/** WXS functions as event handlers and `change:property` listeners: they get descriptors of elements, not elements. */

import * as easel from 'glass-easel';
import { inlineLengths } from './backend.mjs';

/** @type {WeakMap<object, any>} */
const described = new WeakMap();

/** @param {any} node @returns {any} */
function descriptor(node) {
  if (!node) return null;
  if (!described.has(node)) described.set(node, made(node));
  return described.get(node);
}

/** @param {any} node */
function made(node) {
  /** @type {Record<string, any>} */
  const state = {};
  const tree = () => node.getShadowRoot?.() ?? node.ownerShadowRoot;
  const owner = () => (node.ownerShadowRoot && !easel.Component.isComponent(node) ? node.ownerShadowRoot.getHostNode() : node);
  const self = {
    getState: () => state,
    getDataset: () => node.dataset,
    callMethod: (/** @type {string} */ name, /** @type {any} */ value) => owner().getMethodCaller()[name]?.(value),
    selectComponent: (/** @type {string} */ query) => descriptor(tree().querySelector(query)),
    selectAllComponents: (/** @type {string} */ query) => tree().querySelectorAll(query).map(descriptor),
    setStyle(/** @type {any} */ style) {
      for (const [name, value] of styleEntries(style)) node.$$?.style.setProperty(name, inlineLengths(String(value)));
      return self;
    },
    addClass: (/** @type {string} */ name) => toggled(name, true),
    removeClass: (/** @type {string} */ name) => toggled(name, false),
    hasClass: (/** @type {string} */ name) => Boolean(node.classList?.contains(name)),
    triggerEvent: (/** @type {string} */ name, /** @type {any} */ detail, /** @type {any} */ options) => node.triggerEvent(name, detail, options),
    requestAnimationFrame: (/** @type {FrameRequestCallback} */ run) => requestAnimationFrame(run),
    setTimeout: (/** @type {() => void} */ run, /** @type {number} */ after) => setTimeout(run, after),
    clearTimeout: (/** @type {any} */ timer) => clearTimeout(timer),
    getComputedStyle: (/** @type {string[]} */ names) =>
      Object.fromEntries(names.map((name) => [name, getComputedStyle(node.$$).getPropertyValue(name)])),
    getBoundingClientRect: () => node.$$.getBoundingClientRect().toJSON(),
  };
  return self;

  /** @param {string} name @param {boolean} on */
  function toggled(name, on) {
    node.classList?.toggle(name, on);
    return self;
  }
}

/** @param {any} style text or object @returns {[string, any][]} */
function styleEntries(style) {
  if (typeof style !== 'string') {
    return Object.entries(style).map(([name, value]) => [name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`), value]);
  }
  const parts = style.split(';').filter((part) => part.includes(':'));
  return parts.map((part) => [part.slice(0, part.indexOf(':')).trim(), part.slice(part.indexOf(':') + 1).trim()]);
}

/** The two hooks that the compiled templates call. */
export const wxsHooks = {
  // Deferred: a listener may look for components that are made after it.
  property: (/** @type {any} */ listener) =>
    typeof listener !== 'function'
      ? listener
      : (/** @type {any} */ now, /** @type {any} */ before, /** @type {any} */ host, /** @type {any} */ node) =>
          setTimeout(() => host.$$ !== null && listener(now, before, descriptor(host), descriptor(node))),
  event(/** @type {any} */ owner, /** @type {any} */ event, /** @type {any} */ listener) {
    if (!listener.__wxs) return listener.apply(owner, [event]);
    event.instance = descriptor(event.currentTarget);
    return listener(event, descriptor(owner._$ ?? owner));
  },
};
