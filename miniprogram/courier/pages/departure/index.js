import { storeBindingsBehavior } from 'mobx-miniprogram-bindings';
import { say } from '../../../lib/tell.js';
import { isWaybillNo, normalised, spaced } from '../../../lib/waybill.js';
import { factNow } from '../../deeds.js';
import * as day from '../../stores/work.js';

Page({
  behaviors: [storeBindingsBehavior],
  storeBindings: { store: day.work, fields: { unsent: 'unsent', refused: 'refused' }, actions: [] },

  data: {
    typedNo: '',
    problem: '',
    /** @type {{ no: string, number: string }[]} the newest first */
    scanned: [],
  },

  /** One after the other, until the person puts the camera away. */
  async scanMany() {
    for (;;) {
      const text = await scanned();
      if (text === null) return;
      const problem = this.take(text);
      if (problem) say(problem);
      else void wx.vibrateShort({ type: 'light' });
    }
  },

  /** @param {WechatMiniprogram.CustomEvent} event */
  typed(event) {
    this.setData({ typedNo: event.detail.value, problem: '' });
  },

  add() {
    const problem = this.take(this.data.typedNo);
    this.setData(problem ? { problem } : { problem: '', typedNo: '' });
  },

  /** @param {string} text @returns {string} what is wrong with it, '' when it was taken */
  take(text) {
    const no = normalised(text);
    if (!isWaybillNo(no)) return '运单号不正确，请核对';
    if (this.data.scanned.some((each) => each.no === no)) return '这一票已经扫过';
    day.record({ kind: 'out_for_delivery', waybillNo: no, data: { ...factNow(day.work.here), step: 'out_for_delivery' } });
    this.setData({ scanned: [{ no, number: spaced(no) }, ...this.data.scanned] });
    return '';
  },

  openOutbox() {
    void wx.navigateTo({ url: '/courier/pages/outbox/index' });
  },
});

/** @returns {Promise<string | null>} null when the camera was put away */
async function scanned() {
  try {
    return (await wx.scanCode({ onlyFromCamera: true, scanType: ['barCode', 'qrCode'] })).result;
  } catch {
    return null;
  }
}
