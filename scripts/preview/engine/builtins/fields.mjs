/** Where text is written. */

import { on, part } from './definition.mjs';

/** @typedef {import('./definition.mjs').Builtin} Builtin */

const common = {
  name: String, value: { type: null, value: '' }, placeholder: String, placeholderClass: String, placeholderStyle: String,
  disabled: null, maxlength: { type: Number, value: 140 }, focus: Boolean, autoFocus: Boolean, cursorSpacing: Number, cursor: Number,
  selectionStart: Number, selectionEnd: Number, adjustPosition: null, holdKeyboard: null, confirmType: String, confirmHold: null,
  alwaysEmbed: null, cursorColor: String,
};

/** @type {Record<string, string>} */
const KEYBOARDS = { number: 'numeric', digit: 'decimal', idcard: 'text', text: 'text', tel: 'tel' };

/** Colours of placeholders by their class and style. @type {Map<string, string>} */
const colours = new Map();

/** The colour that a placeholder's class and style give: `::placeholder` takes no class. @param {HTMLElement} host @param {any} data */
function placeholderColour(host, { placeholderClass, placeholderStyle }) {
  if (!placeholderClass && !placeholderStyle) return '';
  const scope = /(?:^|\s)(\w+--)/.exec(host.className)?.[1] ?? '';
  const names = (placeholderClass ?? '').split(/\s+/).filter(Boolean);
  const key = [scope, ...names, placeholderStyle].join(' ');
  const known = colours.get(key);
  if (known !== undefined) return known;
  const probe = document.createElement('i');
  probe.className = [...names, ...names.map((/** @type {string} */ name) => scope + name)].join(' ');
  probe.style.cssText = placeholderStyle ?? '';
  host.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  colours.set(key, color);
  return color;
}

/** @param {any} field the DOM's @param {HTMLElement} host @param {any} component */
function shown(field, host, component) {
  const { value, placeholder, disabled, maxlength, focus, autoFocus, ariaLabel } = component.data;
  host.style.setProperty('--placeholder', placeholderColour(host, component.data));
  field.placeholder = placeholder ?? '';
  field.disabled = on(disabled);
  field.setAttribute('aria-label', ariaLabel || placeholder || '');
  if (maxlength > 0) field.maxLength = maxlength;
  else field.removeAttribute('maxlength');
  const text = String(value ?? '');
  if (field.value !== text) field.value = text;
  if ((focus || autoFocus) && document.activeElement !== field) setTimeout(() => field.focus());
}

/** @param {any} field @param {HTMLElement} host @param {any} component */
function wired(field, host, component) {
  const detail = () => ({ value: field.value, cursor: field.selectionStart ?? field.value.length });
  field.addEventListener('input', () => {
    component.setData({ value: field.value });
    component.triggerEvent('input', { ...detail(), keyCode: 0 });
  });
  field.addEventListener('focus', () => component.triggerEvent('focus', { value: field.value, height: 0 }));
  field.addEventListener('blur', () => component.triggerEvent('blur', detail()));
  host.addEventListener('click', () => field.focus());
}

/** @type {Record<string, Builtin>} */
export const fields = {
  input: {
    field: true,
    template: '<n-input/>',
    properties: { ...common, type: { type: String, value: 'text' }, password: null, safePassword: null },
    update(host, component) {
      const field = part(component, 'input');
      field.type = on(component.data.password) ? 'password' : 'text';
      field.inputMode = KEYBOARDS[component.data.type] ?? 'text';
      shown(field, host, component);
    },
    attached(host, component) {
      const field = part(component, 'input');
      wired(field, host, component);
      field.addEventListener('keydown', (/** @type {KeyboardEvent} */ event) => {
        if (event.key === 'Enter') component.triggerEvent('confirm', { value: field.value });
      });
    },
  },
  textarea: {
    field: true,
    template: '<n-textarea rows="1"/>',
    properties: { ...common, autoHeight: null, fixed: null, showConfirmBar: null, disableDefaultPadding: null },
    update(host, component) {
      const field = part(component, 'textarea');
      shown(field, host, component);
      if (!on(component.data.autoHeight)) return;
      field.style.height = 'auto';
      field.style.height = `${field.scrollHeight}px`;
      host.style.height = 'auto';
    },
    attached: (host, component) => wired(part(component, 'textarea'), host, component),
  },
};
