/** What fingers do and a mouse does not: touch events from a mouse, long press, pulling a page down. */

import * as easel from 'glass-easel';
import { touchFields } from './backend.mjs';

const LONG_PRESS_MS = 350;
const PULL_PX = 60;
let touched = false;

/** The glass-easel node that an event of the DOM met. @param {EventTarget | null} target @returns {any} */
export function nodeOf(target) {
  let element = /** @type {any} */ (target);
  while (element && !element.__wxElement) element = element.parentNode;
  return element?.__wxElement ?? null;
}

/** @param {any} original @param {string} type */
function send(original, type) {
  const node = nodeOf(original.target);
  const options = { originalEvent: original, bubbles: true, composed: true, capturePhase: true, extraFields: touchFields(original) };
  if (node) easel.Event.triggerEvent(node, type, {}, options);
}

/** @param {(atTop: () => boolean) => void} pulled called with the page at its top when it is pulled down */
export function installTouch(pulled) {
  // A real finger makes the browser send mouse events afterwards; they must not count twice.
  document.addEventListener('touchstart', () => void (touched = true), { capture: true, passive: true });
  let down = false;
  for (const [mouse, touch] of [['mousedown', 'touchstart'], ['mousemove', 'touchmove'], ['mouseup', 'touchend']]) {
    document.addEventListener(mouse, (event) => {
      if (touched || (mouse !== 'mousedown' && !down)) return;
      down = mouse !== 'mouseup';
      send(event, touch);
    }, true);
  }
  installLongPress();
  installPull(pulled);
}

function installLongPress() {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const stop = () => clearTimeout(timer);
  document.addEventListener('pointerdown', (event) => {
    stop();
    timer = setTimeout(() => send(event, 'longpress'), LONG_PRESS_MS);
  }, true);
  for (const end of ['pointerup', 'pointercancel', 'pointermove']) {
    document.addEventListener(end, (event) => {
      const moved = /** @type {PointerEvent} */ (event);
      if (end !== 'pointermove' || Math.abs(moved.movementX) + Math.abs(moved.movementY) > 3) stop();
    }, true);
  }
}

/** @param {(atTop: () => boolean) => void} pulled */
function installPull(pulled) {
  /** @type {{ y: number, scroller: Element } | null} */
  let from = null;
  document.addEventListener('pointerdown', (event) => {
    const target = /** @type {Element} */ (event.target);
    const scroller = target.closest('wx-page');
    from = scroller && scroller.scrollTop === 0 && !target.closest('wx-canvas') ? { y: event.clientY, scroller } : null;
  }, true);
  document.addEventListener('pointerup', (event) => {
    const start = from;
    from = null;
    if (start && event.clientY - start.y > PULL_PX) pulled(() => start.scroller.scrollTop === 0);
  }, true);
}
