import { freshened } from '../../../cache.js';
import { newId } from '../../../lib/ids.js';
import { fenOf } from '../../../lib/money.js';
import { LOADING, failed, ready } from '../../../lib/screen.js';
import { confirmed, say, sayFault } from '../../../lib/tell.js';
import { balanceView, declareCash, fetchBalance } from '../../services/collect_cod.js';
import { work } from '../../stores/work.js';

Page({
  data: {
    screen: LOADING,
    /** @type {ReturnType<typeof balanceView> | null} */
    balance: null,
    /** @type {Record<string, string>} what was counted, by day */
    counted: {},
    /** @type {Record<string, string>} */
    problems: {},
    working: false,
  },

  /** The same declaration tried again is one. */
  requestId: '',

  onShow() {
    void this.refresh();
  },

  async onPullDownRefresh() {
    await this.refresh();
    wx.stopPullDownRefresh();
  },

  async refresh() {
    try {
      await freshened(`courier.cash.${work.account?.id}`, fetchBalance, (kept) => {
        this.setData({ balance: balanceView(kept.value, Date.now()), screen: ready(kept, Date.now()) });
      });
    } catch (error) {
      this.setData({ screen: failed(error) });
    }
  },

  /** @param {WechatMiniprogram.Input} event */
  typed(event) {
    const { day } = event.currentTarget.dataset;
    this.setData({ [`counted.${day}`]: event.detail.value, [`problems.${day}`]: '' });
    this.requestId = newId(Date.now());
  },

  /** @param {WechatMiniprogram.TouchEvent} event */
  async declare(event) {
    const { day } = event.currentTarget.dataset;
    const typed = this.data.counted[day] || '';
    const amount = fenOf(typed);
    if (amount === null) return this.setData({ [`problems.${day}`]: '请填写清点出的金额，最多两位小数' });
    if (this.data.working || !(await confirmed('交账', `确认 ${day} 的现金共 ${typed} 元？`, { confirmText: '确认' }))) return;
    this.setData({ working: true });
    try {
      await declareCash(day, amount, this.requestId);
      say('已交账，请将现金交给网点清点');
    } catch (error) {
      sayFault(error);
    } finally {
      this.setData({ working: false });
    }
    await this.refresh();
  },
});
