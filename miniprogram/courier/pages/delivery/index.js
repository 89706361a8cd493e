import { say } from '../../../lib/tell.js';
import { factNow } from '../../deeds.js';
import { keepFile, photographed } from '../../lib/files.js';
import { SIGNERS } from '../../services/sign.js';
import * as day from '../../stores/work.js';

const UNDO_S = 5;

Page({
  data: {
    signers: SIGNERS,
    /** @type {ReturnType<typeof day.taskOf>} */
    task: null,
    signedKind: 'self',
    signedBy: '',
    photo: '',
    signed: false,
    paid: false,
    working: false,
    undoS: 0,
  },

  waybillNo: '',
  /** @type {string[]} request ids of what may still be taken back */
  held: [],
  ticker: 0,

  /** @param {{ waybill_no?: string }} query */
  onLoad({ waybill_no: waybillNo = '' }) {
    this.waybillNo = waybillNo;
    this.setData({ task: day.taskOf(waybillNo) });
  },

  onUnload() {
    clearInterval(this.ticker);
  },

  /** @param {WechatMiniprogram.CustomEvent} event */
  typed(event) {
    this.setData({ [event.currentTarget.dataset.field]: event.detail.value });
  },

  padSigned() {
    this.setData({ signed: true });
  },

  padCleared() {
    this.setData({ signed: false });
  },

  async takePhoto() {
    try {
      this.setData({ photo: await photographed() });
    } catch (error) {
      if (!String(/** @type {any} */ (error).errMsg).includes('cancel')) say('没有拍到照片，请重试');
    }
  },

  /** What is still missing, in the order of the page; '' when nothing is. */
  missing() {
    const { task, paid, signedKind, signedBy, signed, photo } = this.data;
    if (!task) return '任务已更新，请返回列表';
    if (task.due && !task.collected && !paid) return `请先收取 ${task.due}`;
    if (signedKind === 'proxy' && !signedBy.trim()) return '请填写代收人姓名';
    return signed || photo ? '' : '请收件人签名，或拍一张签收照片';
  },

  async confirm() {
    if (this.data.working || this.data.undoS) return;
    const missing = this.missing();
    if (missing) return say(missing);
    this.setData({ working: true });
    try {
      await this.record();
    } catch {
      say('照片没有保存成功，请重试');
    } finally {
      this.setData({ working: false });
    }
  },

  async record() {
    const { signed, photo, signedKind, signedBy } = this.data;
    const task = /** @type {NonNullable<typeof this.data.task>} */ (this.data.task);
    const pad = /** @type {any} */ (this.selectComponent('#signature'));
    const files = [];
    if (signed) files.push(await keepFile(await pad.picture(), 'signature'));
    if (photo) files.push(await keepFile(photo, 'photo'));
    const holdMs = UNDO_S * 1_000;
    const { waybillNo } = this;
    const owed = task.due && !task.collected && !alreadyTaken(waybillNo);
    const collection = owed ? day.record({ kind: 'collect', waybillNo, data: { amount_fen: task.dueFen }, holdMs }) : null;
    const name = signedKind === 'self' ? task.name : signedBy.trim();
    const data = { ...factNow(day.work.here), signed_by: name, signed_kind: signedKind };
    const signature = day.record({ kind: 'sign', waybillNo, data, files, holdMs });
    if (!signature) {
      if (collection) day.takeBack(collection.requestId);
      return say('这个包裹已经处理过了');
    }
    this.held = [signature.requestId, ...(collection ? [collection.requestId] : [])];
    this.countDown();
  },

  countDown() {
    this.setData({ undoS: UNDO_S });
    this.ticker = setInterval(() => {
      const undoS = this.data.undoS - 1;
      this.setData({ undoS });
      if (undoS > 0) return;
      clearInterval(this.ticker);
      void wx.navigateBack();
    }, 1_000);
  },

  undo() {
    clearInterval(this.ticker);
    for (const requestId of this.held) day.takeBack(requestId);
    this.held = [];
    this.setData({ undoS: 0 });
    say('已撤销，尚未签收');
  },

  /** @param {WechatMiniprogram.TouchEvent} event */
  report(event) {
    void wx.redirectTo({ url: `/courier/pages/report/index?kind=${event.currentTarget.dataset.kind}&waybill_no=${this.waybillNo}` });
  },
});

/** The money of a signature that was refused is in hand all the same. @param {string} waybillNo */
function alreadyTaken(waybillNo) {
  return day.work.entries.some((each) => each.kind === 'collect' && each.waybillNo === waybillNo);
}
