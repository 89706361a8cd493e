import { asFault } from '../../lib/fault.js';
import { say } from '../../lib/tell.js';
import { isWaybillNo, normalised } from '../../lib/waybill.js';
import { lastAccount } from '../../services/login.js';
import { roadView, trackParcel, trackPublicly } from '../../services/track.js';

Page({
  data: {
    number: '',
    tail: '',
    /** @type {Record<string, string>} */
    problems: {},
    trouble: '',
    searching: false,
    /** @type {ReturnType<typeof roadView> | null} */
    road: null,
  },

  /** Messages and shared links come here; whoever has a part in the parcel goes on to its page. @param {{ waybill_no?: string }} query */
  async onLoad({ waybill_no: waybillNo }) {
    if (waybillNo) await this.take(waybillNo);
  },

  /** A number that was not typed. @param {string} number */
  async take(number) {
    this.setData({ number, 'problems.number': '', road: null, trouble: '' });
    if (lastAccount('customer') && (await isMine(number))) {
      await wx.navigateTo({ url: `/pages/parcel/index?waybill_no=${number}` });
    }
  },

  onShareAppMessage() {
    return { title: '查快件', path: `/pages/track/index?waybill_no=${this.data.number}` };
  },

  /** @param {WechatMiniprogram.CustomEvent} event */
  typed(event) {
    const { field } = event.currentTarget.dataset;
    this.setData({ [field]: event.detail.value, [`problems.${field}`]: '', trouble: '' });
  },

  async scan() {
    try {
      const { result } = await wx.scanCode({ scanType: ['barCode', 'qrCode'] });
      const number = normalised(result);
      if (isWaybillNo(number)) await this.take(number);
      else say('这不是本公司的运单号');
    } catch (error) {
      if (!String(/** @type {any} */ (error).errMsg).includes('cancel')) say('没有识别到条码，请手动输入');
    }
  },

  async search() {
    if (this.data.searching) return;
    const number = normalised(this.data.number);
    const problems = {
      number: isWaybillNo(number) ? '' : '运单号不正确，请逐位核对',
      tail: /^[0-9]{4}$/.test(this.data.tail) ? '' : '请填写四位数字',
    };
    this.setData({ problems });
    if (problems.number || problems.tail) return;
    this.setData({ searching: true, trouble: '' });
    try {
      this.setData({ road: roadView(await trackPublicly(number, this.data.tail), Date.now()) });
    } catch (error) {
      this.setData({ road: null, trouble: asFault(error).message });
    } finally {
      this.setData({ searching: false });
    }
  },
});

/** @param {string} waybillNo */
async function isMine(waybillNo) {
  try {
    await trackParcel(waybillNo);
    return true;
  } catch {
    return false; // not a party, or no net: number and tail still do
  }
}
