import { backWith, doing } from '../../lib/deed.js';
import { picturesOf } from '../../lib/pictures.js';
import { INCIDENTS, reportIncident } from '../../services/incident.js';

Page({
  data: {
    reasons: INCIDENTS,
    reason: '',
    note: '',
    problem: '',
    /** @type {string[]} */
    photos: [],
    working: false,
  },

  waybillNo: '',
  requestId: '',

  /** @param {{ waybill_no?: string }} query */
  onLoad({ waybill_no: waybillNo = '' }) {
    this.waybillNo = waybillNo;
  },

  /** @param {WechatMiniprogram.CustomEvent} event */
  typed(event) {
    this.setData({ [event.currentTarget.dataset.field]: event.detail.value, problem: '' });
  },

  async send() {
    const { reason, note, photos } = this.data;
    if (!reason) return this.setData({ problem: '请选择遇到的问题' });
    const fault = await doing(this, async (requestId) => {
      await reportIncident(this.waybillNo, { reason, note: note.trim(), pictures: await picturesOf(photos) }, requestId);
    });
    if (fault === null) await backWith('已收到，客服会尽快处理并通知您');
  },
});
