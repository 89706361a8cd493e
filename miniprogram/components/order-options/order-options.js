/** What most orders do without: size, insurance, cash on delivery, how it is signed for, a paper that comes back, a remark. */

import { PROOFS } from '../../services/create_order.js';

/** A mistake in one of these opens them. */
const FIELDS = ['size', 'insured', 'cod', 'remark'];

Component({
  options: { styleIsolation: 'apply-shared' },

  properties: {
    draft: { type: Object, value: /** @type {any} */ ({}) },
    problems: { type: Object, value: /** @type {any} */ ({}) },
  },

  data: { proofs: PROOFS, open: false },

  observers: {
    problems(/** @type {Record<string, string>} */ problems) {
      if (!this.data.open && FIELDS.some((field) => problems[field])) this.setData({ open: true });
    },
  },

  methods: {
    toggle() {
      this.setData({ open: !this.data.open });
    },

    /** @param {WechatMiniprogram.CustomEvent} event */
    typed(event) {
      this.triggerEvent('change', { field: event.currentTarget.dataset.field, value: event.detail.value });
    },
  },
});
