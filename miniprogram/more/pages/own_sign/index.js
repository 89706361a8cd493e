import { say } from '../../../lib/tell.js';
import { contentTypeOf } from '../../../lib/uploads.js';
import { backWith, doing } from '../../lib/deed.js';
import { signByMyself } from '../../services/sign.js';

Page({
  data: { signed: false, working: false },

  waybillNo: '',
  requestId: '',

  /** @param {{ waybill_no?: string }} query */
  onLoad({ waybill_no: waybillNo = '' }) {
    this.waybillNo = waybillNo;
  },

  padSigned() {
    this.setData({ signed: true });
  },

  padCleared() {
    this.setData({ signed: false });
  },

  async confirm() {
    if (!this.data.signed) return say('请先在框里手写签名');
    const fault = await doing(this, async (requestId) => {
      const path = await /** @type {any} */ (this.selectComponent('#signature')).picture();
      const picture = { path, kind: /** @type {const} */ ('own_signature'), ...(await contentTypeOf(path)) };
      await signByMyself(this.waybillNo, picture, requestId);
    });
    if (fault === null) await backWith('签名已交给快递员确认');
  },
});
