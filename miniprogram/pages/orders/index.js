import { freshened } from '../../cache.js';
import { GROUPS } from '../../lib/states.js';
import { LOADING, empty, failed, ready } from '../../lib/screen.js';
import { sayFault } from '../../lib/tell.js';
import { listMyOrders, matching } from '../../services/create_order.js';

/** @typedef {ReturnType<typeof import('../../services/create_order.js').orderView>} Order */

Page({
  data: {
    groups: GROUPS,
    group: 'all',
    typed: '',
    screen: LOADING,
    /** @type {Order[]} */
    shown: [],
    more: false,
    loadingMore: false,
  },

  /** @type {Order[]} */
  orders: [],
  next: '',

  onShow() {
    void this.refresh();
  },

  async onPullDownRefresh() {
    await this.refresh();
    wx.stopPullDownRefresh();
  },

  onReachBottom() {
    void this.loadMore();
  },

  /** @param {WechatMiniprogram.TouchEvent} event */
  choose(event) {
    this.setData({ group: event.currentTarget.dataset.group, screen: LOADING, shown: [], more: false });
    void this.refresh();
  },

  /** @param {WechatMiniprogram.Input} event */
  search(event) {
    this.setData({ typed: event.detail.value });
    this.show();
  },

  async refresh() {
    const { group } = this.data;
    try {
      await freshened(`customer.orders.${group}`, () => listMyOrders(this.status()), (kept) => {
        if (group !== this.data.group) return;
        this.orders = kept.value.orders;
        this.next = kept.value.next;
        this.setData({ screen: ready(kept, Date.now()) });
        this.show();
      });
    } catch (error) {
      if (group === this.data.group) this.setData({ screen: failed(error), shown: [] });
    }
  },

  async loadMore() {
    if (!this.next || this.data.loadingMore) return;
    const { group } = this.data;
    this.setData({ loadingMore: true });
    try {
      const page = await listMyOrders(this.status(), this.next);
      if (group !== this.data.group) return;
      this.orders = [...this.orders, ...page.orders];
      this.next = page.next;
      this.show();
    } catch (error) {
      sayFault(error);
    } finally {
      this.setData({ loadingMore: false });
    }
  },

  status() {
    return GROUPS.find((each) => each.value === this.data.group)?.status || [];
  },

  show() {
    const shown = matching(this.orders, this.data.typed);
    const { notice } = this.data.screen;
    const screen = shown.length ? { state: /** @type {const} */ ('ready'), notice } : this.nothing();
    this.setData({ shown, more: Boolean(this.next), screen });
  },

  nothing() {
    if (this.data.typed) return empty('没有找到', '换个单号、姓名或物品再试试');
    return empty('还没有订单', this.data.group === 'all' ? '您寄出的和寄到您手机号的快件都会出现在这里' : '这个状态下没有快件');
  },

  /** @param {WechatMiniprogram.TouchEvent} event */
  open(event) {
    void wx.navigateTo({ url: `/pages/parcel/index?waybill_no=${event.currentTarget.dataset.no}` });
  },
});
