import { autorun } from 'mobx-miniprogram';
import { storeBindingsBehavior } from 'mobx-miniprogram-bindings';
import { asFault } from '../../../lib/fault.js';
import { rowPatches } from '../../../lib/rows.js';
import { LOADING, failed } from '../../../lib/screen.js';
import { confirmed, say, sayFault } from '../../../lib/tell.js';
import { sendCode, signOut } from '../../../services/login.js';
import * as day from '../../stores/work.js';

/** @type {Record<string, string>} */
const PAGES = { pickup: 'pickup', delivery: 'delivery' };

Page({
  behaviors: [storeBindingsBehavior],
  storeBindings: {
    store: day.work,
    fields: { account: 'account', screen: 'screen', duty: 'duty', unsent: 'unsent', refused: 'refused', here: 'here', tour: 'tour' },
    actions: [],
  },

  data: {
    /** 'opening', 'signIn' or 'open' */
    door: 'opening',
    /** while the door is closed */
    doorScreen: LOADING,
    phone: '',
    code: '',
    codeWaitS: 0,
    working: false,
    /** @type {any[]} */
    tasks: [],
  },

  ticker: 0,

  stopShowing() {},

  onLoad() {
    this.stopShowing = autorun(() => this.show(day.work.tasks));
  },

  onShow() {
    void this.open();
  },

  onUnload() {
    clearInterval(this.ticker);
    this.stopShowing();
  },

  /** @param {any[]} tasks up to thirty of half a kilobyte: too much for one update */
  show(tasks) {
    for (const patch of rowPatches('tasks', this.data.tasks, tasks)) this.setData(patch);
  },

  async onPullDownRefresh() {
    await Promise.all([day.sendWaiting(), day.refresh()]);
    wx.stopPullDownRefresh();
  },

  async open() {
    try {
      await day.enter();
      this.setData({ door: 'open' });
    } catch (error) {
      const fault = asFault(error);
      if (fault.kind === 'refused') return this.setData({ door: 'signIn' });
      return this.setData({ door: 'opening', doorScreen: failed(fault) });
    }
    void day.sendWaiting();
    void day.locateIfAllowed();
    await day.refresh();
    if (asksForSignIn(day.work.screen)) return this.setData({ door: 'signIn' });
    if (!day.work.tour) void day.refreshTour();
  },

  refresh() {
    void day.refresh();
  },

  /** @param {WechatMiniprogram.ButtonGetPhoneNumber} event */
  async enterByPhone(event) {
    const { code } = event.detail;
    if (!code) return say('需要授权登记的手机号，或用验证码登录');
    await this.signIn(() => day.enter(code));
  },

  async enterByCode() {
    const { phone, code } = this.data;
    if (!/^[0-9]{6}$/.test(code)) return say('请填写六位验证码');
    await this.signIn(() => day.enterByCode(phone, code));
  },

  /** @param {() => Promise<void>} way */
  async signIn(way) {
    this.setData({ working: true });
    try {
      await way();
      this.setData({ door: 'open', code: '' });
      await day.refresh();
    } catch (error) {
      sayFault(error);
    } finally {
      this.setData({ working: false });
    }
  },

  /** @param {WechatMiniprogram.CustomEvent} event */
  typed(event) {
    this.setData({ [event.currentTarget.dataset.field]: event.detail.value });
  },

  async askForCode() {
    if (this.data.codeWaitS) return;
    if (!/^1[3-9][0-9]{9}$/.test(this.data.phone)) return say('请填写登记的手机号');
    try {
      const { nextInS } = await sendCode(this.data.phone);
      this.setData({ codeWaitS: nextInS });
      this.ticker = setInterval(() => {
        this.setData({ codeWaitS: Math.max(0, this.data.codeWaitS - 1) });
        if (!this.data.codeWaitS) clearInterval(this.ticker);
      }, 1_000);
    } catch (error) {
      sayFault(error);
    }
  },

  async switchDuty() {
    const on = !day.work.duty.on;
    this.setData({ working: true });
    try {
      await day.switchDuty(on);
    } catch (error) {
      await this.explain(error);
    } finally {
      this.setData({ working: false });
    }
  },

  async plan() {
    this.setData({ working: true });
    try {
      await day.plan();
    } catch (error) {
      sayFault(error);
    } finally {
      this.setData({ working: false });
    }
  },

  async showPlace() {
    try {
      await day.locate();
    } catch (error) {
      await this.explain(error);
    }
  },

  /** @param {unknown} error what the server said, or WeChat's refusal to tell the place */
  async explain(error) {
    const place = String(/** @type {any} */ (error).errMsg || '').startsWith('getLocation');
    if (place) await this.askForPlace();
    else sayFault(error);
  },

  async askForPlace() {
    const go = await confirmed('需要位置权限', '按您的位置就近派单、排列任务，请在设置里允许使用位置信息', { confirmText: '去设置' });
    if (go) await wx.openSetting();
  },

  /** @param {WechatMiniprogram.TouchEvent} event */
  accept(event) {
    const { no } = event.currentTarget.dataset;
    if (day.record({ kind: 'accept', waybillNo: no, data: {} })) say('已接单');
  },

  /** @param {WechatMiniprogram.TouchEvent} event */
  decline(event) {
    void wx.navigateTo({ url: `/courier/pages/report/index?kind=decline&waybill_no=${event.currentTarget.dataset.no}` });
  },

  /** @param {WechatMiniprogram.TouchEvent} event */
  work(event) {
    const { no, kind } = event.currentTarget.dataset;
    const page = PAGES[kind];
    if (page) void wx.navigateTo({ url: `/courier/pages/${page}/index?waybill_no=${no}` });
  },

  /** @param {WechatMiniprogram.TouchEvent} event */
  go(event) {
    void wx.navigateTo({ url: `/courier/pages/${event.currentTarget.dataset.page}/index` });
  },

  async leave() {
    const told = day.work.unsent ? `还有 ${day.work.unsent} 条未发送，下次登录后会继续发送` : '退出后不再接收任务';
    if (!(await confirmed('退出登录', told, { confirmText: '退出' }))) return;
    await signOut('courier');
    day.leave();
    this.setData({ door: 'signIn' });
  },
});

/** @param {import('../../../lib/screen.js').Screen} screen */
function asksForSignIn(screen) {
  return screen.state === 'error' && !screen.offline && !wx.getStorageSync('session.courier');
}
