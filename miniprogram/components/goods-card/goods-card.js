/** What is sent: its kind and name, how heavy, how many, and what is inside; what may not be sent is told while it is typed. */

import { MOST_DECLARED, declaredOf } from '../../lib/order_form.js';
import { prohibitedHint } from '../../lib/prohibited.js';
import { CATEGORIES, goodsProblem } from '../../services/create_order.js';

const TYPING_MS = 700;

Component({
  options: { styleIsolation: 'apply-shared' },

  properties: {
    draft: { type: Object, value: /** @type {any} */ ({}) },
    problems: { type: Object, value: /** @type {any} */ ({}) },
  },

  data: { categories: CATEGORIES, hint: '', refused: '', listed: false, mostDeclared: MOST_DECLARED },

  observers: {
    'draft.description, draft.declared'() {
      this.look();
    },
  },

  lifetimes: {
    detached() {
      clearTimeout(/** @type {any} */ (this).timer);
    },
  },

  methods: {
    /** At first the words that the phone knows, then what the server says. */
    look() {
      const { draft } = this.data;
      if (!draft) return; // the store has not spoken yet
      const self = /** @type {any} */ (this);
      const key = JSON.stringify([draft.description, draft.declared]);
      if (key === self.key) return;
      self.key = key;
      const hint = prohibitedHint([draft.description, ...(draft.declared || []).map((/** @type {any} */ each) => each.name)].join(' '));
      this.setData({ hint, refused: '', listed: this.data.listed || Boolean(draft.declared?.length) });
      clearTimeout(self.timer);
      if (draft.description?.trim()) self.timer = setTimeout(() => void this.check(key), TYPING_MS);
    },

    /** @param {string} key what was typed: an answer about older words is not shown */
    async check(key) {
      const { draft } = this.data;
      const problem = await goodsProblem(draft.description.trim(), declaredOf(/** @type {any} */ (draft))).catch(() => ''); // the order is checked again
      if (key === /** @type {any} */ (this).key) this.setData({ refused: problem });
    },

    /** @param {WechatMiniprogram.CustomEvent} event */
    typed(event) {
      this.tell(event.currentTarget.dataset.field, event.detail.value);
    },

    /** @param {WechatMiniprogram.CustomEvent} event one cell of the list */
    declare(event) {
      const { at, cell } = event.currentTarget.dataset;
      const { declared } = this.data.draft;
      this.tell('declared', declared.map((/** @type {any} */ each, /** @type {number} */ index) => (index === at ? { ...each, [cell]: event.detail.value } : each)));
    },

    addLine() {
      this.setData({ listed: true });
      this.tell('declared', [...this.data.draft.declared, { name: '', count: '1' }]);
    },

    /** @param {WechatMiniprogram.TouchEvent} event */
    dropLine(event) {
      const { at } = event.currentTarget.dataset;
      this.tell('declared', this.data.draft.declared.filter((/** @type {any} */ _, /** @type {number} */ index) => index !== at));
    },

    /** @param {string} field @param {any} value */
    tell(field, value) {
      this.triggerEvent('change', { field, value });
    },

    read() {
      void wx.navigateTo({ url: '/more/pages/document/index?name=prohibited' });
    },
  },
});
