import { newId } from '../../../lib/ids.js';
import { LOADING, failed } from '../../../lib/screen.js';
import { sayFault } from '../../../lib/tell.js';
import { backWith, doing } from '../../lib/deed.js';
import { fetchPayee, savePayee, sendPayeeCode } from '../../services/remit.js';

const SECOND_MS = 1_000;

Page({
  data: {
    screen: LOADING,
    /** @type {Awaited<ReturnType<typeof fetchPayee>>} */
    payee: null,
    bank: '',
    holder: '',
    number: '',
    code: '',
    waitS: 0,
    /** @type {Record<string, string>} */
    problems: {},
    working: false,
  },

  waybillNo: '',
  requestId: '',
  ticker: 0,

  onLoad() {
    void this.load();
  },

  onUnload() {
    clearInterval(this.ticker);
  },

  async load() {
    try {
      this.setData({ payee: await fetchPayee(), screen: { state: 'ready' } });
    } catch (error) {
      this.setData({ screen: failed(error) });
    }
  },

  /** @param {WechatMiniprogram.CustomEvent} event */
  typed(event) {
    const { field } = event.currentTarget.dataset;
    this.setData({ [field]: event.detail.value, [`problems.${field}`]: '' });
  },

  async askForCode() {
    if (this.data.waitS) return;
    try {
      this.count(await sendPayeeCode(newId(Date.now())));
    } catch (error) {
      sayFault(error);
    }
  },

  /** @param {number} seconds */
  count(seconds) {
    clearInterval(this.ticker);
    this.setData({ waitS: seconds });
    this.ticker = setInterval(() => {
      this.setData({ waitS: this.data.waitS - 1 });
      if (this.data.waitS <= 0) clearInterval(this.ticker);
    }, SECOND_MS);
  },

  async save() {
    const { bank, holder, number, code } = this.data;
    const digits = number.replace(/\s/g, '');
    const problems = {
      bank: bank.trim() ? '' : '请填写开户银行',
      holder: holder.trim() ? '' : '请填写户名，须是您自己的账户',
      number: /^[0-9]{8,30}$/.test(digits) ? '' : '账号应为 8 到 30 位数字',
      code: /^[0-9]{6}$/.test(code) ? '' : '请填写六位验证码',
    };
    this.setData({ problems });
    if (Object.values(problems).some(Boolean)) return;
    const typed = { bank: bank.trim(), holder: holder.trim(), number: digits, code };
    const fault = await doing(this, async (requestId) => void (await savePayee(typed, requestId)));
    if (fault === null) await backWith('收款账户已保存，24 小时后生效');
  },
});
