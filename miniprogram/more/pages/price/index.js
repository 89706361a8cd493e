import { LOADING, empty, failed } from '../../../lib/screen.js';
import { confirmed, sayFault } from '../../../lib/tell.js';
import { priceView } from '../../../services/situation.js';
import { proofUrl } from '../../../services/track.js';
import { backWith, doing, parcelNow } from '../../lib/deed.js';
import { answerPrice } from '../../services/pick_up.js';

Page({
  data: {
    screen: LOADING,
    /** @type {ReturnType<typeof priceView> | null} */
    price: null,
    working: false,
  },

  waybillNo: '',
  requestId: '',

  /** @param {{ waybill_no?: string }} query */
  onLoad({ waybill_no: waybillNo = '' }) {
    this.waybillNo = waybillNo;
    void this.load();
  },

  async load() {
    try {
      const { situation } = await parcelNow(this.waybillNo);
      const asked = situation.may.includes('answer_price');
      this.setData({
        price: asked ? priceView(situation.repricing) : null,
        screen: asked ? { state: 'ready' } : empty('不用再确认了', '运费已经确认，或快递员没有改价'),
      });
    } catch (error) {
      this.setData({ screen: failed(error) });
    }
  },

  /** @param {WechatMiniprogram.TouchEvent} event */
  async showEvidence(event) {
    try {
      await wx.previewImage({ urls: [await proofUrl(this.waybillNo, event.currentTarget.dataset.key)] });
    } catch (error) {
      sayFault(error);
    }
  },

  async agree() {
    await this.answer(true, '已同意，快递员可以取件了');
  },

  async decline() {
    if (!(await confirmed('不同意新的运费', '快递员不会取走包裹，也不会收费', { confirmText: '不同意' }))) return;
    await this.answer(false, '已告诉快递员');
  },

  /** @param {boolean} agreed @param {string} word */
  async answer(agreed, word) {
    const { id } = /** @type {NonNullable<typeof this.data.price>} */ (this.data.price);
    const fault = await doing(this, (requestId) => answerPrice(this.waybillNo, id, agreed, requestId));
    if (fault === null) await backWith(word);
    else if (fault?.kind === 'refused') await this.load();
  },
});
