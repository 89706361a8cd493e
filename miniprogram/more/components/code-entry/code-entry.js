/** A code from an SMS: asked for here, at most once a minute, and typed here. */

import { sayFault } from '../../../lib/tell.js';
import { sendCode } from '../../services/redirect.js';

Component({
  options: { styleIsolation: 'apply-shared' },

  properties: {
    waybillNo: { type: String, value: '' },
    /** intercept, redirect or recipient */
    purpose: { type: String, value: 'intercept' },
    code: { type: String, value: '' },
    problem: { type: String, value: '' },
  },

  data: { waitS: 0, sent: false, sending: false },

  lifetimes: {
    detached() {
      clearInterval(/** @type {any} */ (this).ticker);
    },
  },

  methods: {
    async ask() {
      if (this.data.waitS || this.data.sending) return;
      this.setData({ sending: true });
      try {
        const { nextInS } = await sendCode(this.data.waybillNo, /** @type {any} */ (this.data.purpose));
        this.setData({ sent: true });
        this.count(nextInS);
      } catch (error) {
        const wait = /** @type {any} */ (error).details?.retry_after_s;
        if (wait) this.count(Math.ceil(wait));
        sayFault(error);
      } finally {
        this.setData({ sending: false });
      }
    },

    /** @param {number} seconds */
    count(seconds) {
      const self = /** @type {any} */ (this);
      clearInterval(self.ticker);
      this.setData({ waitS: seconds });
      self.ticker = setInterval(() => {
        this.setData({ waitS: this.data.waitS - 1 });
        if (this.data.waitS <= 0) clearInterval(self.ticker);
      }, 1_000);
    },

    /** @param {WechatMiniprogram.CustomEvent} event */
    typed(event) {
      this.triggerEvent('change', { value: event.detail.value });
    },
  },
});
