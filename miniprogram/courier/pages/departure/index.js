import { storeBindingsBehavior } from 'mobx-miniprogram-bindings';
import { freshened } from '../../../cache.js';
import { say, sayFault } from '../../../lib/tell.js';
import { isWaybillNo, normalised, spaced } from '../../../lib/waybill.js';
import { factNow } from '../../deeds.js';
import { fetchLoading, loadingView } from '../../services/plan_route.js';
import * as day from '../../stores/work.js';

Page({
  behaviors: [storeBindingsBehavior],
  storeBindings: { store: day.work, fields: { unsent: 'unsent', refused: 'refused' }, actions: [] },

  data: {
    typedNo: '',
    problem: '',
    /** @type {{ no: string, number: string, unplanned: boolean }[]} the newest first */
    scanned: [],
    /** @type {import('../../services/plan_route.js').Load[]} nothing while the outlet has released no plan */
    loads: [],
    left: 0,
  },

  /** @type {string[]} */
  planned: [],

  onShow() {
    void this.refresh();
  },

  async onPullDownRefresh() {
    await this.refresh();
    wx.stopPullDownRefresh();
  },

  /** Scanning never waits for the plan; the last one seen counts without a net. */
  async refresh() {
    try {
      await freshened(`courier.loading.${day.work.account?.id}`, fetchLoading, (kept) => {
        this.planned = kept.value;
        this.setData(loadingView(this.planned, this.data.scanned.map((each) => each.no)));
      });
    } catch (error) {
      sayFault(error);
    }
  },

  /** One row is sent to the page, not all of them with each scan. @param {string} number */
  tick(number) {
    const at = this.data.loads.findIndex((each) => each.number === number && !each.taken);
    if (at >= 0) this.setData({ [`loads[${at}].taken`]: true, left: this.data.left - 1 });
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
    const unplanned = this.planned.length > 0 && !this.planned.includes(no);
    this.setData({ scanned: [{ no, number: spaced(no), unplanned }, ...this.data.scanned] });
    this.tick(spaced(no));
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
