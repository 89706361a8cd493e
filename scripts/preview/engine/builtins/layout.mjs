/** Boxes, text and what scrolls. */

import { byId, on, onTap, part } from './definition.mjs';

/** @typedef {import('./definition.mjs').Builtin} Builtin */

/** @type {Builtin} */
const scrollView = {
  properties: {
    scrollX: null, scrollY: null, scrollTop: null, scrollLeft: null, scrollIntoView: String, scrollWithAnimation: Boolean,
    upperThreshold: { type: Number, value: 50 }, lowerThreshold: { type: Number, value: 50 }, enhanced: Boolean, showScrollbar: null,
    refresherEnabled: Boolean, refresherTriggered: Boolean, enableFlex: Boolean, bounces: null, type: String, enablePassive: null,
    refresherThreshold: Number, refresherDefaultStyle: String, refresherBackground: String, enableBackToTop: Boolean,
  },
  update(host, { data }) {
    host.style.overflowX = data.scrollX !== null && on(data.scrollX) ? 'auto' : 'hidden';
    host.style.overflowY = data.scrollY !== null && on(data.scrollY) ? 'auto' : 'hidden';
    if (typeof data.scrollTop === 'number') host.scrollTop = data.scrollTop;
    if (typeof data.scrollLeft === 'number') host.scrollLeft = data.scrollLeft;
    if (data.scrollIntoView) host.querySelector(byId(data.scrollIntoView))?.scrollIntoView({ block: 'nearest' });
  },
  attached(host, component) {
    const before = { top: 0, left: 0, low: false };
    host.addEventListener('scroll', () => {
      const { scrollTop, scrollLeft, scrollHeight, scrollWidth, clientHeight } = host;
      const { lowerThreshold, upperThreshold } = component.data;
      const deltas = { deltaX: before.left - scrollLeft, deltaY: before.top - scrollTop };
      component.triggerEvent('scroll', { scrollTop, scrollLeft, scrollHeight, scrollWidth, ...deltas });
      const low = scrollHeight - clientHeight - scrollTop <= lowerThreshold;
      if (low && !before.low) component.triggerEvent('scrolltolower', { direction: 'bottom' });
      if (scrollTop <= upperThreshold && before.top > upperThreshold) component.triggerEvent('scrolltoupper', { direction: 'top' });
      Object.assign(before, { top: scrollTop, left: scrollLeft, low });
    });
    let from = 0;
    host.addEventListener('pointerdown', (event) => void (from = host.scrollTop === 0 ? event.clientY : Infinity));
    host.addEventListener('pointerup', (event) => {
      if (!component.data.refresherEnabled || event.clientY - from < 60) return;
      component.triggerEvent('refresherrefresh', { dy: event.clientY - from });
    });
  },
};

/** @type {Builtin} */
const swiper = {
  template: '<n-div class="wx-swiper-track"><slot/></n-div><n-div class="wx-swiper-dots"/>',
  properties: {
    indicatorDots: Boolean, autoplay: Boolean, current: { type: Number, value: 0 }, interval: { type: Number, value: 5000 },
    duration: { type: Number, value: 500 }, circular: Boolean, vertical: Boolean, nextMargin: null, previousMargin: null,
    displayMultipleItems: Number, easingFunction: String, snapToEdge: Boolean, indicatorColor: String, indicatorActiveColor: String,
  },
  update(host, component) {
    const { current, indicatorDots, vertical } = component.data;
    const track = part(component, '.wx-swiper-track');
    const offset = `${-100 * current}%`;
    track.style.flexDirection = vertical ? 'column' : 'row';
    track.style.transform = vertical ? `translateY(${offset})` : `translateX(${offset})`;
    const dots = part(component, '.wx-swiper-dots');
    const dot = (/** @type {number} */ index) => Object.assign(document.createElement('i'), { className: index === current ? 'on' : '' });
    dots.replaceChildren(...(indicatorDots ? items(host).map((_, index) => dot(index)) : []));
  },
  attached(host, component) {
    let from = NaN;
    const go = (/** @type {number} */ step, /** @type {string} */ source) => {
      const count = items(host).length;
      const { current, circular } = component.data;
      const round = circular || source === 'autoplay';
      const next = round ? (current + step + count) % count : Math.max(0, Math.min(count - 1, current + step));
      if (!count || next === current) return;
      component.setData({ current: next });
      component.triggerEvent('change', { current: next, source, currentItemId: '' });
    };
    host.addEventListener('pointerdown', (event) => void (from = event.clientX));
    host.addEventListener('pointerup', (event) => {
      if (Math.abs(event.clientX - from) > 30) go(event.clientX < from ? 1 : -1, 'touch');
    });
    component.__turning = setInterval(() => component.data.autoplay && go(1, 'autoplay'), component.data.interval);
  },
  detached(component) {
    clearInterval(component.__turning);
  },
};

/** @param {HTMLElement} host */
const items = (host) => [...host.querySelectorAll('wx-swiper-item')];

/** @type {Builtin} */
const text = { properties: { selectable: Boolean, userSelect: Boolean, space: String, decode: Boolean, maxLines: Number, overflow: String } };

/** @type {Builtin} */
const navigator = {
  properties: { url: String, openType: { type: String, value: 'navigate' }, delta: { type: Number, value: 1 }, target: String },
  attached(_host, component, phone) {
    onTap(component, () => {
      const { url, openType, delta } = component.data;
      const name = openType === 'navigate' ? 'navigateTo' : openType === 'redirect' ? 'redirectTo' : openType;
      phone.wx[name](openType === 'navigateBack' ? { delta } : { url }).catch((/** @type {any} */ failure) => {
        console.error(failure.errMsg);
        component.triggerEvent('fail', failure);
      });
    });
  },
};

/** @type {Record<string, Builtin>} */
export const layout = {
  view: { properties: { hoverStartTime: Number, hoverStayTime: Number } },
  text,
  'scroll-view': scrollView,
  swiper,
  'swiper-item': { properties: { itemId: String } },
  navigator,
  'cover-view': {},
  'root-portal': { properties: { enable: null } },
  'page-meta': {
    properties: { pageStyle: String, rootFontSize: String, backgroundColor: String },
    update(host, { data }) {
      const page = /** @type {HTMLElement | null} */ (host.closest('wx-page'));
      if (page) page.style.cssText = data.pageStyle ?? '';
      host.style.display = 'none';
    },
  },
};
