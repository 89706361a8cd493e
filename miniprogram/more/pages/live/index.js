import { LOADING, failed } from '../../../lib/screen.js';
import { mapUrl } from '../../../services/locate.js';

Page({
  data: {
    screen: LOADING,
    url: '',
  },

  waybillNo: '',

  /** @param {{ waybill_no?: string }} query */
  onLoad({ waybill_no: waybillNo = '' }) {
    this.waybillNo = waybillNo;
    void this.open();
  },

  async open() {
    this.setData({ screen: LOADING });
    try {
      this.setData({ url: await mapUrl('parcel', this.waybillNo, 'customer'), screen: { state: 'ready' } });
    } catch (error) {
      this.setData({ screen: failed(error) });
    }
  },
});
