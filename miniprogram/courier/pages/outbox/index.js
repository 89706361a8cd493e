import { storeBindingsBehavior } from 'mobx-miniprogram-bindings';
import { confirmed } from '../../../lib/tell.js';
import * as day from '../../stores/work.js';

Page({
  behaviors: [storeBindingsBehavior],
  storeBindings: { store: day.work, fields: { entries: 'outboxView' }, actions: [] },

  data: { sending: false },

  async sendNow() {
    this.setData({ sending: true });
    await day.sendWaiting();
    this.setData({ sending: false });
  },

  /** @param {WechatMiniprogram.TouchEvent} event */
  retry(event) {
    day.tryAgain(event.currentTarget.dataset.id);
  },

  /** @param {WechatMiniprogram.TouchEvent} event */
  async drop(event) {
    const { id, state } = event.currentTarget.dataset;
    const lost = state !== 'noted';
    if (lost && !(await confirmed('删除这条记录', '删除后不会再发送，请确认已与网点核实', { confirmText: '删除' }))) return;
    day.takeBack(id);
  },
});
