import { freshened } from '../../../cache.js';
import { asFault } from '../../../lib/fault.js';
import { newId } from '../../../lib/ids.js';
import { monthsBack } from '../../../lib/moments.js';
import { LOADING, failed, ready } from '../../../lib/screen.js';
import { choose, say } from '../../../lib/tell.js';
import { confirmTransfer, earningsView, fetchEarnings, withdraw } from '../../services/remit.js';
import { work } from '../../stores/work.js';

Page({
  data: {
    screen: LOADING,
    months: monthsBack(Date.now(), 6),
    month: monthsBack(Date.now(), 1)[0],
    /** @type {ReturnType<typeof earningsView> | null} */
    earnings: null,
    working: false,
  },

  /** The same withdrawal tried again is one. */
  requestId: '',

  onShow() {
    void this.refresh();
  },

  async onPullDownRefresh() {
    await this.refresh();
    wx.stopPullDownRefresh();
  },

  async refresh() {
    const month = this.data.month.value;
    try {
      await freshened(`courier.earnings.${work.account?.id}.${month}`, () => fetchEarnings(month), (kept) => {
        if (month === this.data.month.value) this.setData({ earnings: earningsView(kept.value, Date.now()), screen: ready(kept, Date.now()) });
      });
    } catch (error) {
      this.setData({ screen: failed(error), earnings: null });
    }
  },

  async pickMonth() {
    const month = await choose(this.data.months);
    if (!month) return;
    this.setData({ month, earnings: null, screen: LOADING });
    await this.refresh();
  },

  /** The transfer is made, then WeChat's own page lets the courier take it. */
  async withdraw() {
    if (this.data.working) return;
    this.setData({ working: true });
    try {
      const transfer = await withdraw((this.requestId ||= newId(Date.now())));
      this.requestId = '';
      say((await confirmTransfer(transfer)) ? '收款成功后，零钱会到账' : '还没有确认收款，24 小时内可再来确认');
    } catch (error) {
      const fault = asFault(error);
      if (fault.kind === 'refused') this.requestId = '';
      say(fault.message);
    } finally {
      this.setData({ working: false });
    }
    await this.refresh();
  },
});
