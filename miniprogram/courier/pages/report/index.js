import { confirmed, say } from '../../../lib/tell.js';
import { factNow } from '../../deeds.js';
import { keepFile } from '../../lib/files.js';
import { INCIDENTS } from '../../services/incident.js';
import { DECLINES, PICKUP_FAILURES } from '../../services/pick_up.js';
import { FAILURES, REFUSALS } from '../../services/sign.js';
import * as day from '../../stores/work.js';

/** What can be reported: its title, its reasons, and whether it is a fact with a time, a note and a photo. */
/** @type {Record<string, { title: string, reasons: { value: string, label: string }[], fact: boolean, photo: boolean }>} */
const KINDS = {
  decline: { title: '拒绝任务', reasons: DECLINES, fact: false, photo: false },
  fail_pickup: { title: '没有取成', reasons: PICKUP_FAILURES, fact: true, photo: false },
  fail_delivery: { title: '没有送成', reasons: FAILURES, fact: true, photo: true },
  refuse: { title: '收件人拒收', reasons: REFUSALS, fact: true, photo: true },
  incident: { title: '登记问题件', reasons: INCIDENTS, fact: true, photo: true },
};

Page({
  data: { reasons: DECLINES, fact: false, canPhoto: false, reason: '', note: '', photo: '', problem: '', working: false },

  kind: 'decline',
  waybillNo: '',

  /** @param {{ kind?: string, waybill_no?: string }} query */
  onLoad({ kind = 'decline', waybill_no: waybillNo = '' }) {
    this.kind = kind in KINDS ? kind : 'decline';
    this.waybillNo = waybillNo;
    const { title, reasons, fact, photo } = KINDS[this.kind];
    void wx.setNavigationBarTitle({ title });
    this.setData({ reasons, fact, canPhoto: photo });
  },

  /** @param {WechatMiniprogram.CustomEvent} event */
  typed(event) {
    this.setData({ [event.currentTarget.dataset.field]: event.detail.value, problem: '' });
  },

  async confirm() {
    if (this.data.working) return;
    const { reason, note, photo, fact } = this.data;
    if (!reason) return this.setData({ problem: '请选择一个原因' });
    const { title } = KINDS[this.kind];
    const told = this.kind === 'incident' ? '网点和客服会尽快处理' : '提交后任务会从列表中移走';
    if (!(await confirmed(title, told, { confirmText: '提交' }))) return;
    this.setData({ working: true });
    try {
      const noted = note.trim() ? { note: note.trim() } : {};
      const data = fact ? { ...factNow(day.work.here), reason, ...noted } : { reason };
      const files = photo ? [await keepFile(photo, 'photo')] : [];
      if (!day.record({ kind: this.kind, waybillNo: this.waybillNo, data, files })) return say('这个包裹已经处理过了');
      await wx.navigateBack();
    } catch {
      say('照片没有保存成功，请重试');
    } finally {
      this.setData({ working: false });
    }
  },
});
