/** When the courier should come: as soon as possible, or a two-hour slot of the next days. */

import { dayLabel, pickupSlots } from '../../lib/moments.js';

const DAYS_AHEAD = 3;
const ANY_TIME = ['不限时段'];

Component({
  properties: {
    /** { from, until, text } or null. */
    chosen: { type: Object, optionalTypes: [null], value: /** @type {any} */ (null) },
  },

  data: {
    /** @type {string[][]} */
    texts: [[], []],
    at: [0, 0],
    /** @type {ReturnType<typeof pickupSlots>[]} */
    slots: [],
  },

  methods: {
    show() {
      const nowMs = Date.now();
      const slots = Array.from({ length: DAYS_AHEAD }, (_, ahead) => pickupSlots(ahead, nowMs));
      const days = slots.map((_, ahead) => dayLabel(ahead, nowMs));
      this.setData({ slots, texts: [['尽快上门', ...days], ANY_TIME], at: [0, 0] });
      const { chosen } = this.data;
      if (chosen && Date.parse(chosen.until) < nowMs) this.triggerEvent('choose', { value: null });
    },

    /** @param {WechatMiniprogram.PickerColumnChange} event */
    column(event) {
      const { column, value } = event.detail;
      if (column !== 0) return;
      const times = value > 0 ? this.data.slots[value - 1].map((each) => each.text) : ANY_TIME;
      this.setData({ 'texts[1]': times.length ? times : ['今天已约满'], at: [value, 0] });
    },

    /** @param {WechatMiniprogram.PickerChange} event */
    choose(event) {
      const [day, time] = /** @type {any} */ (event.detail.value);
      const slot = day > 0 ? this.data.slots[day - 1][time] : undefined;
      this.triggerEvent('choose', { value: slot ? { ...slot, text: `${this.data.texts[0][day]} ${slot.text}` } : null });
    },
  },

  lifetimes: {
    attached() {
      this.show();
    },
  },

  pageLifetimes: {
    show() {
      this.show();
    },
  },
});
