import { recall, remember } from '../../../cache.js';
import { gramsOf, kilograms } from '../../../lib/money.js';
import { volumeOf } from '../../../lib/order_form.js';
import { say, sayFault } from '../../../lib/tell.js';
import { normalised } from '../../../lib/waybill.js';
import { factNow } from '../../deeds.js';
import { isIdentityNumber, verifyRealName } from '../../services/pick_up.js';
import * as day from '../../stores/work.js';

/** The verifier's token tells nothing about the person, so it may stay on the phone until the pickup is sent. @param {string} waybillNo */
const tokenKey = (waybillNo) => `courier.realname.${waybillNo}`;

Page({
  data: {
    /** @type {ReturnType<typeof day.taskOf>} */
    task: null,
    matched: false,
    name: '',
    idNumber: '',
    verified: false,
    inspected: false,
    weight: '',
    length: '',
    width: '',
    height: '',
    /** @type {Record<string, string>} */
    problems: {},
    working: false,
  },

  waybillNo: '',
  token: '',

  /** @param {{ waybill_no?: string }} query */
  onLoad({ waybill_no: waybillNo = '' }) {
    const task = day.taskOf(waybillNo);
    this.waybillNo = waybillNo;
    this.token = task?.realNameToken || recall(tokenKey(waybillNo), Date.now())?.value || '';
    this.setData({ task, weight: task ? kilograms(task.weightG) : '', verified: Boolean(this.token) });
  },

  /** @param {WechatMiniprogram.CustomEvent} event */
  typed(event) {
    const { field } = event.currentTarget.dataset;
    this.setData({ [field]: event.detail.value, [`problems.${field}`]: '' });
  },

  async scan() {
    try {
      const { result } = await wx.scanCode({ scanType: ['barCode', 'qrCode'] });
      const matched = normalised(result) === this.waybillNo;
      this.setData({ matched });
      if (!matched) say('扫到的是另一个运单，请核对面单');
    } catch (error) {
      if (!String(/** @type {any} */ (error).errMsg).includes('cancel')) say('没有识别到条码');
    }
  },

  async verify() {
    const { name, idNumber } = this.data;
    const problems = {
      name: name.trim().length >= 2 ? '' : '请按证件填写姓名',
      idNumber: isIdentityNumber(idNumber.trim()) ? '' : '身份证号不正确，请逐位核对',
    };
    this.setData({ problems });
    if (problems.name || problems.idNumber) return;
    this.setData({ working: true });
    try {
      this.token = await verifyRealName(this.waybillNo, { name: name.trim(), id_number: idNumber.trim().toUpperCase() });
      remember(tokenKey(this.waybillNo), this.token, Date.now());
      this.setData({ verified: true, name: '', idNumber: '' });
    } catch (error) {
      sayFault(error);
    } finally {
      this.setData({ working: false });
    }
  },

  confirm() {
    const grams = gramsOf(this.data.weight);
    const volume = volumeOf(/** @type {any} */ (this.data));
    if (!this.data.verified) return say('请先完成寄件人实名认证');
    if (!this.data.inspected) return say('请先当面验视物品');
    const problems = {
      weight: grams && grams <= 1_000_000 ? '' : '请填写实际重量',
      size: volume === null ? '长、宽、高请都填整厘米数，或都不填' : '',
    };
    this.setData({ problems });
    if (problems.weight || problems.size) return;
    const measured = { weight_g: grams, volume_cm3: volume };
    const data = { ...factNow(day.work.here), real_name_token: this.token, inspected: true, ...measured };
    if (!day.record({ kind: 'pick_up', waybillNo: this.waybillNo, data })) return say('这个任务已经处理过了');
    say('已取件');
    void wx.navigateBack();
  },

  failed() {
    void wx.redirectTo({ url: `/courier/pages/report/index?kind=fail_pickup&waybill_no=${this.waybillNo}` });
  },
});
