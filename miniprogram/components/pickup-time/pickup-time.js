/** When the courier should come: the slots that the outlet of the address offers. */

import { fetchSlots } from '../../services/create_order.js';

Component({
  properties: {
    /** { adcode, location } of the sender; without an adcode nothing can be offered. */
    place: { type: Object, optionalTypes: [null], value: /** @type {any} */ (null) },
    anyTime: { type: String, value: '尽快上门' },
    chosen: { type: Object, optionalTypes: [null], value: /** @type {any} */ (null) },
  },

  data: {
    /** @type {import('../slot-picker/slot-picker.js').Slot[]} */
    slots: [],
    note: '',
  },

  observers: {
    place() {
      void this.load();
    },
  },

  methods: {
    async load() {
      const { place } = this.data;
      const key = place?.adcode ? JSON.stringify([place.adcode, place.location]) : '';
      const self = /** @type {any} */ (this);
      if (key === self.key) return;
      self.key = key;
      this.setData({ slots: [], note: key ? '' : '填好寄件地址后，可以选择上门时段' });
      if (!key) return;
      try {
        const slots = await fetchSlots(/** @type {any} */ (place));
        if (key === self.key) this.setData({ slots });
      } catch {
        if (key !== self.key) return;
        self.key = '';
        this.setData({ note: '上门时段暂时查不到，快递员会尽快上门' });
      }
    },

    /** @param {WechatMiniprogram.CustomEvent} event */
    choose(event) {
      this.triggerEvent('choose', event.detail);
    },
  },
});
