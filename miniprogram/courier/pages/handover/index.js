import { asFault } from '../../../lib/fault.js';
import { say } from '../../../lib/tell.js';
import { isWaybillNo, normalised, spaced } from '../../../lib/waybill.js';
import { factNow } from '../../deeds.js';
import { handOver } from '../../services/sign.js';
import * as day from '../../stores/work.js';

Page({
  data: {
    typedNo: '',
    code: '',
    /** @type {Record<string, string>} */
    problems: {},
    working: false,
  },

  /** @param {WechatMiniprogram.CustomEvent} event */
  typed(event) {
    const { field } = event.currentTarget.dataset;
    this.setData({ [field]: event.detail.value, [`problems.${field}`]: '' });
  },

  async scan() {
    try {
      const { result } = await wx.scanCode({ scanType: ['barCode', 'qrCode'] });
      this.setData({ typedNo: normalised(result), 'problems.typedNo': '' });
    } catch (error) {
      if (!String(/** @type {any} */ (error).errMsg).includes('cancel')) say('没有识别到条码');
    }
  },

  async confirm() {
    if (this.data.working) return;
    const no = normalised(this.data.typedNo);
    const { code } = this.data;
    const problems = {
      typedNo: isWaybillNo(no) ? '' : '运单号不正确，请核对',
      code: /^[0-9]{6}$/.test(code) ? '' : '取件码是六位数字',
    };
    this.setData({ problems });
    if (problems.typedNo || problems.code) return;
    this.setData({ working: true });
    try {
      await handOver(no, code, factNow(day.work.here));
      this.setData({ typedNo: '', code: '' });
      say(`${spaced(no)} 已交给收件人`);
    } catch (error) {
      const fault = asFault(error);
      const field = fault.code.includes('CODE') ? 'code' : 'typedNo';
      this.setData({ [`problems.${field}`]: fault.message });
      say(fault.message);
    } finally {
      this.setData({ working: false });
    }
  },
});
