/** A statement to agree to. */
Component({
  properties: { checked: Boolean },
  methods: {
    toggle() {
      this.triggerEvent('change', { value: !this.data.checked });
    },
  },
});
