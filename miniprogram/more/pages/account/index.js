import { openPaper } from '../../../lib/papers.js';
import { LOADING, failed } from '../../../lib/screen.js';
import { say, sayFault } from '../../../lib/tell.js';
import { doing } from '../../lib/deed.js';
import { fetchAccount, offerStatement, statementFile } from '../../services/bill.js';
import { openSheet } from '../../services/pay.js';

/** The server hears of a payment a moment after the phone. */
const LOOK_AFTER_MS = 1_500;

Page({
  data: {
    screen: LOADING,
    /** @type {Awaited<ReturnType<typeof fetchAccount>> | null} */
    account: null,
    working: false,
  },

  waybillNo: '',
  requestId: '',
  /** The bill that `requestId` is for. */
  asked: '',

  onShow() {
    void this.load();
  },

  async onPullDownRefresh() {
    await this.load();
    wx.stopPullDownRefresh();
  },

  async load() {
    try {
      this.setData({ account: await fetchAccount(), screen: { state: 'ready' } });
    } catch (error) {
      this.setData({ screen: failed(error), account: null });
    }
  },

  /** @param {WechatMiniprogram.TouchEvent} event */
  async pay(event) {
    const { id } = event.currentTarget.dataset;
    if (this.asked !== id) this.requestId = '';
    this.asked = id;
    let paid = false;
    const fault = await doing(this, async (requestId) => {
      paid = (await openSheet(await offerStatement(id, requestId))) === 'paid';
    });
    if (fault === undefined) return;
    if (fault === null) say(paid ? '支付成功，账单稍后更新' : '还没有支付');
    if (paid) await new Promise((resolve) => setTimeout(resolve, LOOK_AFTER_MS));
    await this.load();
  },

  /** @param {WechatMiniprogram.TouchEvent} event */
  async open(event) {
    try {
      await openPaper(await statementFile(event.currentTarget.dataset.id), 'xlsx');
    } catch (error) {
      sayFault(error);
    }
  },
});
