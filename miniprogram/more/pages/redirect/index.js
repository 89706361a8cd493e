import { emptyParty, isPhone, phoneOf } from '../../../lib/party.js';
import { sides } from '../../../lib/reading.js';
import { confirmed, say, sayFault } from '../../../lib/tell.js';
import { backWith, doing } from '../../lib/deed.js';
import { changeRecipient, intercept, priceRedirection, redirectParcel, takeBack } from '../../services/redirect.js';

/** @typedef {import('../../services/redirect.js').Purpose} Purpose */

/** @type {Record<string, { purpose: Purpose, title: string, told: string, button: string }>} */
const DEEDS = {
  intercept: { purpose: 'intercept', title: '拦截包裹', told: '包裹会在最近的网点停下；之后可以改寄到新地址，或退回给您。每票只能拦截一次', button: '拦截' },
  redirect: { purpose: 'redirect', title: '改寄', told: '', button: '确认改寄' },
  change_recipient: { purpose: 'recipient', title: '修改收件信息', told: '只填要改的；换到别的区县，请先拦截再改寄', button: '确认修改' },
};

const ABOUT_THE_CODE = ['CODE_WRONG', 'ATTEMPTS_EXCEEDED'];

Page({
  data: {
    waybillNo: '',
    deed: 'intercept',
    told: '',
    button: '',
    purpose: /** @type {Purpose} */ ('intercept'),
    party: emptyParty(),
    /** @type {import('../../../lib/reading.js').Reading | null} */
    reading: null,
    /** @type {Awaited<ReturnType<typeof priceRedirection>> | null} */
    price: null,
    name: '',
    phone: '',
    address: '',
    code: '',
    /** @type {Record<string, string>} */
    problems: {},
    working: false,
  },

  waybillNo: '',
  requestId: '',

  /** @param {{ waybill_no?: string, deed?: string }} query */
  onLoad({ waybill_no: waybillNo = '', deed = 'intercept' }) {
    this.waybillNo = waybillNo;
    const { purpose, title, told, button } = DEEDS[deed] || DEEDS.intercept;
    void wx.setNavigationBarTitle({ title });
    this.setData({ waybillNo, deed, purpose, told, button });
  },

  /** @param {WechatMiniprogram.CustomEvent} event */
  typed(event) {
    const { field } = event.currentTarget.dataset;
    this.setData({ [field]: event.detail.value, [`problems.${field}`]: '' });
  },

  /** @param {WechatMiniprogram.CustomEvent} event */
  people(event) {
    const { people, source } = event.detail;
    const person = sides(people, 'consignee')?.mine || people[0];
    this.setData({ party: { ...this.data.party, ...person.patch }, reading: { ...person, source }, price: null });
  },

  /** @param {WechatMiniprogram.CustomEvent} event */
  changed(event) {
    this.setData({ party: event.detail.party, price: null });
  },

  /** What the new way costs is seen before anything is sent. */
  async askPrice() {
    const problem = /** @type {any} */ (this.selectComponent('#form')).check();
    if (problem) return say(problem);
    try {
      this.setData({ price: await priceRedirection(this.waybillNo, this.data.party) });
    } catch (error) {
      sayFault(error);
    }
  },

  /** @returns {string} what is missing, '' when nothing is */
  missing() {
    const { deed, code, name, phone, address, price } = this.data;
    if (deed === 'redirect' && !price) return '请先查看新的运费';
    if (deed === 'change_recipient') {
      if (!name.trim() && !phone.trim() && !address.trim()) return '请填写要修改的内容';
      const problem = phone.trim() && !isPhone(phoneOf(phone).phone) ? '手机号不正确，请检查位数' : '';
      if (problem) return problem;
    }
    return /^[0-9]{6}$/.test(code) ? '' : '请填写六位验证码';
  },

  async confirm() {
    const missing = this.missing();
    if (missing) {
      this.setData({ 'problems.code': missing.includes('验证码') ? missing : '' });
      return say(missing);
    }
    const { deed, told } = this.data;
    if (deed === 'intercept' && !(await confirmed('拦截包裹', told, { confirmText: '拦截' }))) return;
    const fault = await doing(this, (requestId) => this.act(requestId));
    if (fault === null) await backWith({ intercept: '已拦截，包裹会停下来', redirect: '已改寄到新地址' }[deed] || '已修改');
    if (fault && ABOUT_THE_CODE.includes(fault.code)) this.setData({ code: '', 'problems.code': codeProblem(fault) });
  },

  async takeBack() {
    if (!(await confirmed('退回给我', '按退回价格收取运费，确定吗？', { confirmText: '退回' }))) return;
    if ((await doing(this, (requestId) => takeBack(this.waybillNo, requestId))) === null) await backWith('包裹会退回给您');
  },

  /** @param {string} requestId */
  act(requestId) {
    const { deed, code, party, name, phone, address } = this.data;
    if (deed === 'redirect') return redirectParcel(this.waybillNo, code, party, requestId);
    if (deed === 'intercept') return intercept(this.waybillNo, code, requestId);
    const { phone: number, extension = '' } = phoneOf(phone.trim());
    const change = { name: name.trim(), phone: number.replace(/[\s-]/g, ''), extension, address: address.trim() };
    return changeRecipient(this.waybillNo, code, change, requestId);
  },
});

/** @param {import('../../../lib/fault.js').Fault} fault */
function codeProblem({ message, details }) {
  const left = details.tries_left;
  return left ? `${message}，还可以试 ${left} 次` : message;
}
