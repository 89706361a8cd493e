import { recall, remember } from '../../../cache.js';
import { gramsOf, kilograms } from '../../../lib/money.js';
import { volumeOf } from '../../../lib/order_form.js';
import { asFault } from '../../../lib/fault.js';
import { say, sayFault } from '../../../lib/tell.js';
import { contentTypeOf } from '../../../lib/uploads.js';
import { normalised } from '../../../lib/waybill.js';
import { sendPictures } from '../../../services/sign.js';
import { factNow } from '../../deeds.js';
import { keepFile } from '../../lib/files.js';
import { isIdentityNumber, measure, verifyRealName } from '../../services/pick_up.js';
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
    photo: '',
    /** @type {import('../../services/pick_up.js').Measured | null} */
    measured: null,
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
    if (task?.measured) this.setData({ measured: task.measured, weight: kilograms(task.measured.weightG) });
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

  async confirm() {
    if (this.data.working) return;
    const measured = this.measure();
    if (!measured) return;
    this.setData({ working: true });
    try {
      if (await this.priced(measured)) await this.record(measured);
    } catch (error) {
      sayFault(error);
    } finally {
      this.setData({ working: false });
    }
  },

  /** What scale and tape say, once the rest is done; null when something is missing, which is told. */
  measure() {
    if (!this.data.verified) return void say('请先完成寄件人实名认证');
    if (!this.data.inspected) return void say('请先当面验视物品');
    const grams = gramsOf(this.data.weight);
    const volume = volumeOf(/** @type {any} */ (this.data));
    const problems = {
      weight: grams && grams <= 1_000_000 ? '' : '请填写实际重量',
      size: volume === null ? '长、宽、高请都填整厘米数，或都不填' : '',
    };
    this.setData({ problems });
    if (problems.weight || problems.size) return;
    return { weight_g: Number(grams), volume_cm3: Number(volume) };
  },

  /**
   * Whether the parcel can be taken at its price. What weighs otherwise than the order says is priced anew first, and the
   * sender may have to agree; without the net the server prices it when it hears of the pickup.
   * @param {{ weight_g: number, volume_cm3: number }} now
   */
  async priced(now) {
    const task = /** @type {NonNullable<typeof this.data.task>} */ (this.data.task);
    const { measured } = this.data;
    if (measured && measured.weightG === now.weight_g && (measured.volumeCm3 === now.volume_cm3 || !now.volume_cm3)) return this.agreed(measured);
    if (now.weight_g === task.weightG && !now.volume_cm3) return true;
    if (!this.data.photo) return void say('与下单时不同，请先拍一张称重照片');
    try {
      const told = await measure(this.waybillNo, { ...now, evidence: await this.evidence() });
      this.setData({ measured: told });
      if (!told.changed) return true;
      say(told.waiting ? '已请寄件人确认新的运费' : '请告诉寄件人新的运费，再确认取件');
      return false;
    } catch (error) {
      if (asFault(error).kind === 'network') return true;
      throw error;
    }
  },

  /** @param {import('../../services/pick_up.js').Measured} measured */
  agreed(measured) {
    if (measured.refused) say('寄件人不同意新的运费，请与寄件人商量，或报告没有取成');
    else if (measured.waiting) say('还在等寄件人同意新的运费');
    return !measured.refused && !measured.waiting;
  },

  /** The photo, for whoever has to agree to another price. @returns {Promise<string[]>} its key */
  async evidence() {
    const { photo } = this.data;
    if (!photo) return [];
    return sendPictures(this.waybillNo, [{ path: photo, kind: 'photo', ...(await contentTypeOf(photo)) }], 'courier');
  },

  /** Whether the sender has answered by now. */
  async look() {
    await day.refresh();
    const task = day.taskOf(this.waybillNo);
    if (!task?.measured) return;
    this.setData({ task, measured: task.measured });
    if (this.agreed(task.measured)) say('寄件人已同意，可以取件');
  },

  /** @param {{ weight_g: number, volume_cm3: number }} now */
  async record(now) {
    const { measured, photo } = this.data;
    const priced = measured ? { measurement_id: measured.id, weight_g: measured.weightG, volume_cm3: measured.volumeCm3 } : now;
    const data = { ...factNow(day.work.here), real_name_token: this.token, inspected: true, ...priced };
    const files = photo ? [await keepFile(photo, 'photo')] : [];
    if (!day.record({ kind: 'pick_up', waybillNo: this.waybillNo, data, files })) return say('这个任务已经处理过了');
    say('已取件');
    await wx.navigateBack();
  },

  failed() {
    void wx.redirectTo({ url: `/courier/pages/report/index?kind=fail_pickup&waybill_no=${this.waybillNo}` });
  },
});
