/** Pictures, drawings and icons. */

import { on, part } from './definition.mjs';

/** @typedef {import('./definition.mjs').Builtin} Builtin */

/** @type {Record<string, string>} */
const FITS = { aspectFit: 'contain', aspectFill: 'cover', scaleToFill: 'fill', center: 'none' };

/** @type {Builtin} */
const image = {
  template: '<n-img alt=""/>',
  properties: {
    src: String, mode: { type: String, value: 'scaleToFill' }, lazyLoad: Boolean, webp: Boolean, showMenuByLongpress: Boolean,
    fadeIn: Boolean, forceHttps: Boolean,
  },
  update(host, component) {
    const { src, mode, lazyLoad, ariaLabel } = component.data;
    const { files } = component.__phone;
    // What was saved before is known only once the files are open.
    if (src?.startsWith('wxfile:') && !files.known.has(src)) void files.open().then(() => files.known.has(src) && image.update?.(host, component));
    const picture = part(component, 'img');
    picture.loading = on(lazyLoad) ? 'lazy' : 'eager';
    picture.alt = ariaLabel ?? '';
    const address = src ? files.address(src) : '';
    if (picture.getAttribute('src') !== address) address ? (picture.src = address) : picture.removeAttribute('src');
    picture.style.visibility = address ? '' : 'hidden';
    picture.style.objectFit = FITS[mode] ?? 'fill';
    if (mode === 'widthFix') host.style.height = picture.style.height = 'auto';
    if (mode === 'heightFix') host.style.width = picture.style.width = 'auto';
  },
  attached(_host, component, phone) {
    component.__phone = phone;
    const picture = part(component, 'img');
    picture.addEventListener('load', () => component.triggerEvent('load', { width: picture.naturalWidth, height: picture.naturalHeight }));
    picture.addEventListener('error', () => component.triggerEvent('error', { errMsg: `GET ${component.data.src} fail` }));
  },
};

/** @type {Builtin} */
const canvas = {
  template: '<n-canvas/>',
  properties: { type: String, canvasId: String, disableScroll: null },
  update(host, component) {
    host.style.touchAction = on(component.data.disableScroll) ? 'none' : '';
  },
  attached(host, component) {
    if (component.data.type !== '2d') throw new Error('<canvas> needs type="2d": the old drawing interface is not in the preview');
    const drawing = /** @type {HTMLCanvasElement} */ (part(component, 'canvas'));
    Object.assign(drawing, {
      requestAnimationFrame: requestAnimationFrame.bind(window),
      cancelAnimationFrame: cancelAnimationFrame.bind(window),
      createImage: () => new Image(),
    });
    host.dataset.canvas = '';
  },
};

/** @type {Record<string, string>} */
const SIGNS = { success: '✓', success_no_circle: '✓', cancel: '×', clear: '×', info: 'i', warn: '!', search: '⌕', waiting: '…', download: '↓' };

/** @type {Record<string, Builtin>} */
export const media = {
  image,
  canvas,
  icon: {
    template: '<n-i/>',
    properties: { type: String, size: null, color: String },
    update(host, component) {
      const { type, size, color } = component.data;
      part(component, 'i').textContent = SIGNS[type] ?? '';
      host.style.color = color ?? '';
      host.style.fontSize = `${Number.parseFloat(size) || 23}px`;
    },
  },
};
