/** A page of the web that fills the mini-program's page. */

import { part } from './definition.mjs';

/** @typedef {import('./definition.mjs').Builtin} Builtin */

/** @type {Builtin} */
const webView = {
  template: '<n-iframe title="网页"/><n-p/>',
  properties: { src: String },
  update(host, component) {
    const { src } = component.data;
    const [frame, refused] = [part(component, 'iframe'), part(component, 'p')];
    const target = src && component.__phone ? webTarget(component.__phone, src) : '';
    refused.textContent = src && !target ? `无法打开该页面：不支持打开 ${originOf(src) || src}，业务域名未配置` : '';
    frame.hidden = !target;
    if (target && frame.getAttribute('src') !== target) frame.src = target;
  },
  attached(_host, component, phone) {
    component.__phone = phone;
    const frame = part(component, 'iframe');
    frame.addEventListener('load', () => frame.getAttribute('src') && component.triggerEvent('load', { src: component.data.src }));
  },
};

/** Where a page of a listed domain lies in this preview; '' when its domain is not listed. @param {any} phone @param {string} src */
function webTarget(phone, src) {
  const to = phone.settings.domains.web?.[originOf(src)];
  return to ? to.replace(/\/$/, '') + src.slice(originOf(src).length) : '';
}

/** @param {string} src */
function originOf(src) {
  return URL.canParse(src) ? new URL(src).origin : '';
}

/** @type {Record<string, Builtin>} */
export const web = { 'web-view': webView };
