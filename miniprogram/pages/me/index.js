import { storeBindingsBehavior } from 'mobx-miniprogram-bindings';
import { config } from '../../config.js';
import { say, sayFault } from '../../lib/tell.js';
import { account } from '../../stores/account.js';

Page({
  behaviors: [storeBindingsBehavior],
  storeBindings: { store: account, fields: { customer: 'customer', phoneBound: 'phoneBound' }, actions: [] },

  data: { working: false },

  /** Another page may have signed in meanwhile. */
  onShow() {
    account.recall();
  },

  /** @param {WechatMiniprogram.ButtonGetPhoneNumber} event */
  async bindPhone(event) {
    const { code } = event.detail;
    if (!code) return say('未授权手机号，可稍后再绑定');
    this.setData({ working: true });
    try {
      await account.bind(code);
      say('手机号已绑定');
    } catch (error) {
      sayFault(error);
    } finally {
      this.setData({ working: false });
    }
  },

  /** @param {WechatMiniprogram.TouchEvent} event */
  open(event) {
    void wx.navigateTo({ url: event.currentTarget.dataset.url });
  },

  callService() {
    wx.makePhoneCall({ phoneNumber: config.servicePhone }).catch(() => {}); // put away by the person
  },
});
