/** Stars, what was good or bad, and a few words; or what was said already. */

import { asFault } from '../../lib/fault.js';
import { newId } from '../../lib/ids.js';
import { rateParcel, starsText, tagsFor } from '../../services/care.js';

Component({
  options: { styleIsolation: 'apply-shared' },

  properties: {
    waybillNo: String,
    /** What was said already: { stars, text, said }. */
    given: { type: Object, optionalTypes: [null], value: /** @type {any} */ (null) },
  },

  data: {
    scale: [1, 2, 3, 4, 5],
    stars: 0,
    text: '',
    /** @type {{ value: string, label: string, chosen: boolean }[]} */
    tags: [],
    comment: '',
    sending: false,
    trouble: '',
    requestId: '',
  },

  methods: {
    /** @param {WechatMiniprogram.TouchEvent} event */
    star(event) {
      const { stars } = event.currentTarget.dataset;
      const chosen = this.data.tags.filter((each) => each.chosen).map((each) => each.value);
      const tags = tagsFor(stars).map((each) => ({ ...each, chosen: chosen.includes(each.value) }));
      const requestId = this.data.requestId || newId(Date.now());
      this.setData({ requestId, stars, text: starsText(stars), tags, trouble: '' });
    },

    /** @param {WechatMiniprogram.TouchEvent} event */
    tag(event) {
      const { at } = event.currentTarget.dataset;
      this.setData({ [`tags[${at}].chosen`]: !this.data.tags[at].chosen });
    },

    /** @param {WechatMiniprogram.Input} event */
    typed(event) {
      this.setData({ comment: event.detail.value });
    },

    async send() {
      if (this.data.sending) return;
      const { stars, comment, tags, waybillNo, requestId } = this.data;
      this.setData({ sending: true, trouble: '' });
      const rating = { stars, comment: comment.trim(), tags: tags.filter((each) => each.chosen).map((each) => each.value) };
      try {
        await rateParcel(waybillNo, rating, requestId);
        this.triggerEvent('rated');
      } catch (error) {
        const fault = asFault(error);
        // A refused rating was not kept: the next try is another one.
        const next = fault.kind === 'refused' ? newId(Date.now()) : requestId;
        this.setData({ trouble: fault.message, requestId: next });
      } finally {
        this.setData({ sending: false });
      }
    },
  },
});
