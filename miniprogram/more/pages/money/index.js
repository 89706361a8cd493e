import { LOADING, empty, failed } from '../../../lib/screen.js';
import { sayFault } from '../../../lib/tell.js';
import { GROUPS, listGoodsMoney } from '../../services/remit.js';

Page({
  data: {
    screen: LOADING,
    groups: GROUPS,
    group: '',
    /** @type {{ label: string, amount: string }[]} */
    sums: [],
    /** @type {any[]} */
    lines: [],
    next: '',
    working: false,
  },

  onShow() {
    void this.load();
  },

  async onPullDownRefresh() {
    await this.load();
    wx.stopPullDownRefresh();
  },

  onReachBottom() {
    void this.more();
  },

  async load() {
    const { group } = this.data;
    try {
      const { sums, lines, next } = await listGoodsMoney(group);
      if (group !== this.data.group) return;
      const none = empty('没有代收货款', '下单时填写代收金额，签收后货款会返还到您的账户');
      this.setData({ sums, lines, next, screen: lines.length ? { state: 'ready' } : none });
    } catch (error) {
      this.setData({ screen: failed(error), lines: [] });
    }
  },

  async more() {
    const { group, next, working } = this.data;
    if (!next || working) return;
    this.setData({ working: true });
    try {
      const page = await listGoodsMoney(group, next);
      if (group === this.data.group) this.setData({ lines: [...this.data.lines, ...page.lines], next: page.next });
    } catch (error) {
      sayFault(error);
    } finally {
      this.setData({ working: false });
    }
  },

  /** @param {WechatMiniprogram.CustomEvent} event */
  pick(event) {
    this.setData({ group: event.detail.value, lines: [], next: '', screen: LOADING });
    void this.load();
  },

  /** @param {WechatMiniprogram.TouchEvent} event */
  open(event) {
    void wx.navigateTo({ url: `/pages/parcel/index?waybill_no=${event.currentTarget.dataset.no}` });
  },

  openPayee() {
    void wx.navigateTo({ url: '/more/pages/payee/index' });
  },
});
