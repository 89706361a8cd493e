import { LOADING, failed } from '../../../lib/screen.js';
import { showStorage } from '../../services/sign.js';

/** The code is looked at here and kept nowhere. */
Page({
  data: {
    screen: LOADING,
    /** @type {Awaited<ReturnType<typeof showStorage>> | null} */
    storage: null,
  },

  waybillNo: '',

  /** @param {{ waybill_no?: string }} query */
  onLoad({ waybill_no: waybillNo = '' }) {
    this.waybillNo = waybillNo;
    void this.load();
  },

  async onPullDownRefresh() {
    await this.load();
    wx.stopPullDownRefresh();
  },

  async load() {
    try {
      this.setData({ storage: await showStorage(this.waybillNo), screen: { state: 'ready' } });
    } catch (error) {
      this.setData({ storage: null, screen: failed(error) });
    }
  },
});
