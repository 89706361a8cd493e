/** Buttons, switches, forms. */

import { byId, componentOf, hostOf, on, onTap } from './definition.mjs';

/** @typedef {import('./definition.mjs').Builtin} Builtin */

/** @param {any} component @param {string} tag @returns {any} the component around it */
const around = (component, tag) => componentOf(hostOf(component).parentElement?.closest(`wx-${tag}`));
/** @param {any} component @param {string} tag @returns {any[]} */
const within = (component, tag) => [...hostOf(component).querySelectorAll(`wx-${tag}`)].map(componentOf);

/** @type {Builtin} */
const button = {
  properties: {
    size: String, type: String, plain: null, disabled: null, loading: null, formType: String, openType: String, hoverStartTime: Number,
    hoverStayTime: Number, lang: String, sessionFrom: String, appParameter: String, showMessageCard: null, sendMessageTitle: String,
    sendMessagePath: String, sendMessageImg: String, phoneNumberNoQuotaToast: null, needShowEntrance: null, entrancePath: String,
  },
  update(host, { data }) {
    for (const name of ['type', 'size']) host.dataset[name] = data[name] ?? '';
    for (const name of ['plain', 'disabled', 'loading']) host.toggleAttribute(name, on(data[name]));
    if (!host.getAttribute('role')) host.setAttribute('role', 'button');
  },
  attached(_host, component, phone) {
    onTap(component, async () => {
      const { disabled, formType, openType } = component.data;
      if (on(disabled)) return;
      if (formType) around(component, 'form')?.[formType]();
      if (!openType) return;
      const event = await phone.openType(openType, component._$);
      if (event) component.triggerEvent(event.type, event.detail);
    });
  },
};

/** @type {Builtin} */
const form = {
  properties: { reportSubmit: Boolean, reportSubmitTimeout: Number },
  methods: {
    submit() {
      /** @type {Record<string, any>} */
      const value = {};
      for (const element of hostOf(this).querySelectorAll('*')) {
        const field = componentOf(element);
        if (field?.__field && field.data.name) value[field.data.name] = field.__value();
      }
      /** @type {any} */ (this).triggerEvent('submit', { value });
    },
    reset() {
      /** @type {any} */ (this).triggerEvent('reset', {});
    },
  },
};

/** @type {Builtin} */
const label = {
  properties: { for: String },
  attached(host, component) {
    onTap(component, (event) => {
      const named = component.data.for;
      const found = named ? document.querySelector(byId(named)) : host.querySelector('wx-input,wx-textarea,wx-checkbox,wx-radio,wx-switch,wx-button');
      const source = event.getOriginalEvent?.()?.target ?? null;
      if (!found || found.contains(source)) return;
      componentOf(found)?.__toggle?.();
      /** @type {HTMLElement | null} */ (found.querySelector('input,textarea'))?.focus();
    });
  },
};

/** @type {Builtin} */
const toggle = {
  field: true,
  properties: { name: String, checked: null, disabled: null, type: { type: String, value: 'switch' }, color: String },
  value: (component) => on(component.data.checked),
  update(host, { data }) {
    host.toggleAttribute('on', on(data.checked));
    host.toggleAttribute('disabled', on(data.disabled));
    host.setAttribute('role', 'switch');
    host.setAttribute('aria-checked', String(on(data.checked)));
    host.style.setProperty('--chosen', data.color || '');
  },
  attached(_host, component) {
    component.__toggle = () => {
      if (on(component.data.disabled)) return;
      const checked = !on(component.data.checked);
      component.setData({ checked });
      component.triggerEvent('change', { value: checked });
    };
    onTap(component, component.__toggle);
  },
};

const box = { value: null, checked: null, disabled: null, color: String };
/** @param {HTMLElement} host @param {any} component */
function boxShown(host, { data, __tag }) {
  host.toggleAttribute('on', on(data.checked));
  host.toggleAttribute('disabled', on(data.disabled));
  host.setAttribute('role', __tag);
  host.setAttribute('aria-checked', String(on(data.checked)));
  host.style.setProperty('--chosen', data.color || '');
}

/** @type {Record<string, Builtin>} */
export const choices = {
  button,
  form,
  label,
  switch: toggle,
  checkbox: {
    properties: box,
    update: boxShown,
    attached(_host, component) {
      component.__toggle = () => {
        if (on(component.data.disabled)) return;
        component.setData({ checked: !on(component.data.checked) });
        around(component, 'checkbox-group')?.changed();
      };
      onTap(component, component.__toggle);
    },
  },
  'checkbox-group': {
    field: true,
    properties: { name: String },
    value: (component) => within(component, 'checkbox').filter((each) => on(each.data.checked)).map((each) => each.data.value),
    methods: { changed() { const group = /** @type {any} */ (this); group.triggerEvent('change', { value: group.__value() }); } },
  },
  radio: {
    properties: box,
    update: boxShown,
    attached(_host, component) {
      component.__toggle = () => {
        if (on(component.data.disabled) || on(component.data.checked)) return;
        const group = around(component, 'radio-group');
        if (group) within(group, 'radio').forEach((each) => each.setData({ checked: false }));
        component.setData({ checked: true });
        group?.changed();
      };
      onTap(component, component.__toggle);
    },
  },
  'radio-group': {
    field: true,
    properties: { name: String },
    value: (component) => within(component, 'radio').find((each) => on(each.data.checked))?.data.value ?? '',
    methods: { changed() { const group = /** @type {any} */ (this); group.triggerEvent('change', { value: group.__value() }); } },
  },
};
