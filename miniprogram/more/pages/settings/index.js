import { forgetAll } from '../../../cache.js';
import { confirmed, say } from '../../../lib/tell.js';
import { signOut } from '../../../services/login.js';
import { acceptSubscriptions, askToSubscribe } from '../../../services/notify.js';
import { account } from '../../../stores/account.js';
import { draftStore } from '../../../stores/draft.js';

Page({
  data: { signedIn: false, working: false },

  onShow() {
    account.recall();
    this.setData({ signedIn: Boolean(account.customer) });
  },

  /** Messages are allowed one by one, in a tap. */
  async subscribe() {
    const allowed = await askToSubscribe('placing');
    if (!allowed.length) return say('没有开启，可在右上角设置里打开订阅消息');
    try {
      await acceptSubscriptions(allowed);
      say('已开启，下一单会通知您');
    } catch {
      say('网络不可用，请稍后重试');
    }
  },

  openPermissions() {
    void wx.openSetting({});
  },

  /** @param {WechatMiniprogram.TouchEvent} event */
  open(event) {
    void wx.navigateTo({ url: event.currentTarget.dataset.url });
  },

  async clear() {
    if (!(await confirmed('清除本机数据', '会清除本机缓存的订单和正在填写的内容，不影响已下的订单', { confirmText: '清除' }))) return;
    forgetAll();
    draftStore.clear();
    say('已清除');
  },

  async leave() {
    if (!(await confirmed('退出登录', '退出后，本机上的订单缓存和正在填写的内容会被清除', { confirmText: '退出' }))) return;
    this.setData({ working: true });
    await signOut('customer');
    draftStore.clear();
    account.set(null);
    this.setData({ working: false, signedIn: false });
    say('已退出登录');
  },
});
