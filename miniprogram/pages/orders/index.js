import { freshened } from '../../cache.js';
import { GROUPS } from '../../lib/states.js';
import { LOADING, empty, failed, ready } from '../../lib/screen.js';
import { sayFault } from '../../lib/tell.js';
import { DIRECTIONS, listMyOrders } from '../../services/create_order.js';
import { lastAccount } from '../../services/login.js';

/** @typedef {ReturnType<typeof import('../../services/create_order.js').orderView>} Order */

const TYPING_MS = 400;

Page({
  data: {
    groups: GROUPS,
    directions: DIRECTIONS,
    group: 'all',
    direction: '',
    typed: '',
    screen: LOADING,
    /** @type {Order[]} */
    shown: [],
    more: false,
    loadingMore: false,
  },

  next: '',
  timer: 0,

  onShow() {
    void this.refresh();
  },

  onHide() {
    clearTimeout(this.timer);
  },

  async onPullDownRefresh() {
    await this.refresh();
    wx.stopPullDownRefresh();
  },

  onReachBottom() {
    void this.loadMore();
  },

  /** @param {WechatMiniprogram.TouchEvent} event a state or a direction */
  choose(event) {
    const { group = this.data.group, direction = this.data.direction } = event.currentTarget.dataset;
    this.setData({ group, direction, screen: LOADING, shown: [], more: false });
    void this.refresh();
  },

  /** @param {WechatMiniprogram.Input} event */
  search(event) {
    this.setData({ typed: event.detail.value });
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.refresh(), TYPING_MS);
  },

  async refresh() {
    const wanted = this.wanted();
    const asked = JSON.stringify(wanted);
    const current = () => asked === JSON.stringify(this.wanted());
    try {
      await this.found(wanted, (kept) => {
        if (!current()) return;
        const { orders, next } = kept.value;
        this.next = next;
        this.setData({ shown: orders, more: Boolean(next), screen: orders.length ? ready(kept, Date.now()) : this.nothing() });
      });
    } catch (error) {
      if (current()) this.setData({ screen: failed(error), shown: [], more: false });
    }
  },

  /**
   * What was searched for is not kept: the lists are.
   * @param {{ status: string[], direction: string, typed: string }} wanted
   * @param {(kept: { value: { orders: Order[], next: string }, savedAt: number, fault: import('../../lib/fault.js').Fault | null }) => void} show
   */
  async found(wanted, show) {
    if (wanted.typed) return show({ value: await listMyOrders(wanted), savedAt: Date.now(), fault: null });
    return freshened(`customer.orders.${this.data.group}.${wanted.direction}`, () => listMyOrders(wanted), show);
  },

  async loadMore() {
    if (!this.next || this.data.loadingMore) return;
    const wanted = this.wanted();
    this.setData({ loadingMore: true });
    try {
      const page = await listMyOrders(wanted, this.next);
      if (JSON.stringify(wanted) !== JSON.stringify(this.wanted())) return;
      this.next = page.next;
      this.append(page.orders);
    } catch (error) {
      sayFault(error);
    } finally {
      this.setData({ loadingMore: false });
    }
  },

  /** Only what is new travels to the screen. @param {Order[]} orders */
  append(orders) {
    const at = this.data.shown.length;
    const rows = orders.map((each, index) => [`shown[${at + index}]`, each]);
    this.setData({ ...Object.fromEntries(rows), more: Boolean(this.next) });
  },

  wanted() {
    const status = GROUPS.find((each) => each.value === this.data.group)?.status || [];
    return { status, direction: this.data.direction, typed: this.data.typed.trim() };
  },

  nothing() {
    if (this.data.typed) return empty('没有找到', '可以搜运单号、收件人手机号或后四位、物品');
    if (this.data.direction === 'received' && !lastAccount('customer')?.phone) return empty('还看不到寄给您的快件', '请先在“我的”里绑定收件手机号');
    const all = this.data.group === 'all' && !this.data.direction;
    return empty('还没有订单', all ? '您寄出的和寄到您手机号的快件都会出现在这里' : '这里暂时没有快件');
  },

  /** @param {WechatMiniprogram.TouchEvent} event */
  open(event) {
    void wx.navigateTo({ url: `/pages/parcel/index?waybill_no=${event.currentTarget.dataset.no}` });
  },
});
