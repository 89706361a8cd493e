/** One of a few: chips that wrap. */
Component({
  properties: {
    /** { value, label, note? }[] */
    options: { type: Array, value: [] },
    value: { type: String, value: '' },
  },
  methods: {
    /** @param {WechatMiniprogram.TouchEvent} event */
    choose(event) {
      const { value } = event.currentTarget.dataset;
      if (value !== this.data.value) this.triggerEvent('choose', { value });
    },
  },
});
