import { forgetAll, freshened } from '../../cache.js';
import { LOADING, failed, ready } from '../../lib/screen.js';
import { openPaper } from '../../lib/papers.js';
import { choose, confirmed, say, sayFault } from '../../lib/tell.js';
import { CANCEL_REASONS, cancelOrder } from '../../services/create_order.js';
import { paperUrl } from '../../services/label.js';
import { acceptSubscriptions, askToSubscribe } from '../../services/notify.js';
import { parcelView, proofUrl, shareParcel, stopSharing, trackParcel } from '../../services/track.js';

Page({
  data: {
    screen: LOADING,
    placed: false,
    /** @type {ReturnType<typeof parcelView> | null} */
    parcel: null,
    canCancel: false,
    canRate: false,
    shared: false,
    canRemind: true,
    working: false,
  },

  waybillNo: '',

  /** @param {{ waybill_no?: string, placed?: string }} query */
  onLoad({ waybill_no: waybillNo = '', placed }) {
    this.waybillNo = waybillNo;
    this.setData({ placed: placed === '1' });
  },

  onShow() {
    void this.refresh();
  },

  async onPullDownRefresh() {
    await this.refresh();
    wx.stopPullDownRefresh();
  },

  /**
   * Whoever gets the link sees the road and nobody's name. WeChat waits three seconds for it; after that, and without
   * the net, the link opens the public page, which asks for the last four digits.
   */
  onShareAppMessage() {
    const title = '查看快件进度';
    const asked = { title, path: `/pages/track/index?waybill_no=${this.waybillNo}` };
    const promise = shareParcel(this.waybillNo).then(
      (token) => {
        this.setData({ shared: true });
        return { title, path: `/more/pages/shared/index?token=${token}` };
      },
      () => asked,
    );
    return { ...asked, promise };
  },

  /** Messages can only be asked for in a tap. */
  async remind() {
    const allowed = await askToSubscribe(this.data.parcel?.exception ? 'astray' : 'waiting');
    if (!allowed.length) return say('没有开启提醒');
    try {
      await acceptSubscriptions(allowed);
      this.setData({ canRemind: false });
      say('有新进度会在微信里通知您');
    } catch (error) {
      sayFault(error);
    }
  },

  async stopSharing() {
    if (!(await confirmed('停止分享', '之前发出的分享链接都会失效', { confirmText: '停止分享' }))) return;
    try {
      await stopSharing(this.waybillNo);
      this.setData({ shared: false });
      say('已停止分享');
    } catch (error) {
      sayFault(error);
    }
  },

  async rated() {
    say('谢谢您的评价');
    await this.refresh();
  },

  async refresh() {
    try {
      await freshened(`customer.parcel.${this.waybillNo}`, () => trackParcel(this.waybillNo), (kept) => {
        const parcel = parcelView(kept.value, Date.now());
        this.setData({
          parcel,
          screen: ready(kept, Date.now()),
          canCancel: parcel.actions.includes('cancel'),
          canRate: parcel.actions.includes('rate'),
        });
      });
    } catch (error) {
      this.setData({ screen: failed(error), parcel: null });
    }
  },

  /** What is asked or offered: most of it has a page of its own, papers open at once. @param {WechatMiniprogram.TouchEvent} event */
  async go(event) {
    const { name, page } = event.currentTarget.dataset;
    if (page) return wx.navigateTo({ url: `/more/pages/${page}/index?waybill_no=${this.waybillNo}&deed=${name}` });
    try {
      await openPaper(await paperUrl(this.waybillNo, name));
    } catch (error) {
      sayFault(error);
    }
  },

  copyNumber() {
    void wx.setClipboardData({ data: this.waybillNo });
  },

  /** @param {WechatMiniprogram.TouchEvent} event */
  async showProof(event) {
    try {
      const url = await proofUrl(this.waybillNo, event.currentTarget.dataset.key);
      await wx.previewImage({ urls: [url] });
    } catch (error) {
      sayFault(error);
    }
  },

  async cancel() {
    if (this.data.working) return;
    const reason = await choose(CANCEL_REASONS);
    if (!reason) return;
    if (!(await confirmed('取消订单', '取消后快递员将不再上门', { confirmText: '取消订单', cancelText: '再想想' }))) return;
    this.setData({ working: true });
    try {
      await cancelOrder(this.waybillNo, reason.value);
      forgetAll('customer.orders');
      say('订单已取消');
    } catch (error) {
      sayFault(error);
    } finally {
      this.setData({ working: false });
    }
    await this.refresh();
  },
});
