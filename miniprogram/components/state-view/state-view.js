/** What a page shows instead of its content, or above it: loading, nothing there, a failure, old content. */
Component({
  properties: {
    /** See lib/screen.js. */
    screen: { type: Object, value: { state: 'loading' } },
    action: { type: String, value: '重试' },
  },
  methods: {
    act() {
      this.triggerEvent('retry');
    },
  },
});
