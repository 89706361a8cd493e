import { forgetAll } from '../../../cache.js';
import { LOADING, failed } from '../../../lib/screen.js';
import { say } from '../../../lib/tell.js';
import { doing } from '../../lib/deed.js';
import { fetchPayments, offerPayment, openSheet } from '../../services/pay.js';

/** WeChat says "paid" to the phone a moment before the server hears of it. */
const LOOKS = [600, 1_200, 2_500, 5_000];

/** Paid elsewhere meanwhile, or called off: the page shows how it stands. */
const NOTHING_TO_PAY = ['PAYMENT_NOTHING_DUE', 'ORDER_CLOSED'];

Page({
  data: {
    screen: LOADING,
    /** @type {Awaited<ReturnType<typeof fetchPayments>> | null} */
    payments: null,
    working: false,
    /** Paid on this phone, not confirmed yet. */
    waiting: false,
    done: false,
  },

  waybillNo: '',
  requestId: '',
  left: false,

  /** @param {{ waybill_no?: string }} query */
  onLoad({ waybill_no: waybillNo = '' }) {
    this.waybillNo = waybillNo;
    void this.load();
  },

  onUnload() {
    this.left = true;
  },

  async load(refresh = false) {
    try {
      const payments = await fetchPayments(this.waybillNo, refresh);
      this.setData({ payments, screen: { state: 'ready' }, done: !payments.owes, waiting: this.data.waiting && payments.owes });
    } catch (error) {
      this.setData({ screen: this.data.payments ? { state: 'ready' } : failed(error) });
    }
  },

  /** One tap: the number is taken, WeChat's sheet opens, and the server is asked until it knows. */
  async pay() {
    /** @type {import('../../services/pay.js').Outcome} */
    let outcome = 'cancelled';
    const fault = await doing(this, async (requestId) => {
      outcome = await openSheet(await offerPayment(this.waybillNo, requestId));
    });
    if (fault) return NOTHING_TO_PAY.includes(fault.code) ? this.load(true) : undefined;
    if (fault === undefined) return undefined;
    if (outcome === 'cancelled') return say('还没有支付');
    if (outcome === 'failed') say('支付没有完成，正在核对');
    await this.confirm(outcome === 'paid');
    return undefined;
  },

  /** @param {boolean} expected whether WeChat said that it was paid */
  async confirm(expected) {
    this.setData({ waiting: expected });
    for (const wait of LOOKS) {
      await new Promise((resolve) => setTimeout(resolve, wait));
      if (this.left) return;
      await this.load(true);
      if (this.data.done || !expected) break;
    }
    forgetAll('customer.orders');
    if (this.data.done) say('支付成功');
    else if (expected) say('支付结果还在确认，请稍后查看');
  },

  look() {
    void this.load(true);
  },

  back() {
    // After ordering the parcel's page lies below the form's; from the parcel's page it is one step back.
    if (getCurrentPages().some((page) => page.route === 'pages/parcel/index')) return wx.navigateBack();
    return wx.redirectTo({ url: `/pages/parcel/index?waybill_no=${this.waybillNo}&placed=1` });
  },
});
