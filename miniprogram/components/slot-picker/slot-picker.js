/** When somebody should come: a slot of the next days, or at any time; slots that are taken say so. */

import { clock, dayLabel } from '../../lib/moments.js';
import { say } from '../../lib/tell.js';

/** @typedef {{ from: string, until: string, open: boolean, why: string }} Slot */
/** @typedef {{ day: string, slots: (Slot & { text: string })[] }} Day */

/** @type {Record<string, string>} */
const WHY = { past_cutoff: '已截止', full: '已约满', closed: '休息' };

Component({
  properties: {
    label: { type: String, value: '上门时间' },
    /** What stands there before anything was chosen. */
    anyTime: { type: String, value: '尽快上门' },
    /** Slot[] in their order; none yet: only any time can be chosen. */
    slots: { type: Array, value: /** @type {Slot[]} */ ([]) },
    /** { from, until, text } or null. */
    chosen: { type: Object, optionalTypes: [null], value: /** @type {any} */ (null) },
  },

  data: {
    /** @type {string[][]} */
    texts: [[], []],
    at: [0, 0],
    /** @type {Day[]} */
    days: [],
  },

  observers: {
    'slots, anyTime'() {
      this.show();
    },
  },

  methods: {
    show() {
      const nowMs = Date.now();
      const days = daysOf(this.data.slots, nowMs);
      this.setData({ days, texts: [[this.data.anyTime, ...days.map((each) => each.day)], ['不限时段']], at: [0, 0] });
      const { chosen } = this.data;
      if (chosen && Date.parse(chosen.until) < nowMs) this.triggerEvent('choose', { value: null });
    },

    /** @param {WechatMiniprogram.PickerColumnChange} event */
    column(event) {
      const { column, value } = event.detail;
      if (column !== 0) return;
      const times = value > 0 ? this.data.days[value - 1].slots.map((each) => each.text) : ['不限时段'];
      this.setData({ 'texts[1]': times, at: [value, 0] });
    },

    /** @param {WechatMiniprogram.PickerChange} event */
    choose(event) {
      const [day, time] = /** @type {any} */ (event.detail.value);
      if (day === 0) return this.triggerEvent('choose', { value: null });
      const { from, until, open, why, text } = this.data.days[day - 1].slots[time];
      if (!open) return say(`这个时段${WHY[why] || '不可选'}，请换一个`);
      this.triggerEvent('choose', { value: { from, until, text: `${this.data.texts[0][day]} ${text}` } });
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

/** @param {Slot[]} slots @param {number} nowMs @returns {Day[]} */
function daysOf(slots, nowMs) {
  /** @type {Day[]} */
  const days = [];
  for (const slot of slots) {
    const day = dayLabel(slot.from, nowMs);
    if (days[days.length - 1]?.day !== day) days.push({ day, slots: [] });
    const text = `${clock(slot.from)}–${clock(slot.until)}${slot.open ? '' : `（${WHY[slot.why] || '不可选'}）`}`;
    days[days.length - 1].slots.push({ ...slot, text });
  }
  return days;
}
