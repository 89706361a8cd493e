import { Fault } from '../../../lib/fault.js';
import { newId } from '../../../lib/ids.js';
import { yuan } from '../../../lib/money.js';
import { confirmed, say, sayFault } from '../../../lib/tell.js';
import { trackParcel } from '../../../services/track.js';
import { factNow } from '../../deeds.js';
import { piecesToPay, sumFor, unpaid } from '../../lib/door_money.js';
import { keepFile } from '../../lib/files.js';
import { handBack } from '../../services/collect_cod.js';
import { isIdentityNumber } from '../../services/pick_up.js';
import { DOORSTEP, PROOFS, SIGNERS, checkRecipient, sendSignCode } from '../../services/sign.js';
import * as day from '../../stores/work.js';

const UNDO_S = 5;

Page({
  data: {
    signers: SIGNERS,
    /** @type {ReturnType<typeof day.taskOf>} */
    task: null,
    /** What the order asks for beside the picture. @type {{ mode: string, label: string, done: boolean }[]} */
    demands: [],
    signedKind: 'self',
    signedBy: '',
    photo: '',
    receipt: '',
    signed: false,
    paid: false,
    /** What the chosen pieces cost at the door, '' while none is chosen. */
    sum: '',
    /** @type {number[]} */
    pieces: [],
    code: '',
    codeSent: false,
    idNumber: '',
    identityToken: '',
    ownSigned: false,
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
    const task = day.taskOf(waybillNo);
    const doorstep = task?.consents.some((each) => each.place === DOORSTEP.value);
    this.setData({ task, signers: doorstep ? [...SIGNERS, DOORSTEP] : SIGNERS, pieces: task?.paidPieces || [] });
    this.reckon();
    this.tickOff();
  },

  /** The money may have come on the page of the code. */
  onShow() {
    const task = day.taskOf(this.waybillNo);
    if (!task?.collected || this.data.task?.collected) return;
    this.setData({ task, ...(task.paidPieces.length && { pieces: task.paidPieces }) });
    this.reckon();
  },

  onUnload() {
    clearInterval(this.ticker);
  },

  /** @param {WechatMiniprogram.CustomEvent} event */
  typed(event) {
    this.setData({ [event.currentTarget.dataset.field]: event.detail.value });
    this.tickOff();
  },

  /** @param {WechatMiniprogram.CustomEvent<{ value: number[] }>} event */
  choose(event) {
    this.setData({ pieces: event.detail.value, paid: false });
    this.reckon();
  },

  /** What is due for the chosen pieces. */
  reckon() {
    const { task, pieces } = this.data;
    if (!task?.due) return;
    const open = task.pieces > 1 && !pieces.length;
    this.setData({ sum: open ? '' : `¥${yuan(sumFor(task, pieces))}` });
  },

  padSigned() {
    this.setData({ signed: true });
    this.tickOff();
  },

  padCleared() {
    this.setData({ signed: false });
    this.tickOff();
  },

  /** What the order asks for, and which of it is there by now. */
  tickOff() {
    const { task, signed, photo, code, identityToken, ownSigned, receipt } = this.data;
    /** @type {Record<string, boolean>} */
    const done = { signature: signed, photo: Boolean(photo), code: code.length === 6, identity: Boolean(identityToken), own_signature: ownSigned };
    const demands = (task?.proofModes || []).map((mode) => ({ mode, label: PROOFS[mode] || mode, done: Boolean(done[mode]) }));
    const paper = task?.returnReceipt ? [{ mode: 'return_receipt', label: '签字的回单', done: Boolean(receipt) }] : [];
    this.setData({ demands: [...demands, ...paper] });
  },

  async sendCode() {
    await this.online(async () => {
      await sendSignCode(this.waybillNo);
      this.setData({ codeSent: true });
      say('签收码已发到收件人手机');
    });
  },

  async verify() {
    const { idNumber, task } = this.data;
    if (!isIdentityNumber(idNumber.trim())) return say('身份证号不正确，请逐位核对');
    await this.online(async () => {
      const name = String(task?.name || '').trim();
      const identityToken = await checkRecipient(this.waybillNo, { name, id_number: idNumber.trim().toUpperCase() });
      this.setData({ identityToken, idNumber: '' });
      this.tickOff();
    });
  },

  /** Whether the recipient has signed on their own phone by now. */
  async look() {
    await this.online(async () => {
      const { proofs } = await trackParcel(this.waybillNo, 'courier');
      const ownSigned = proofs.some((/** @type {any} */ each) => each.kind === 'own_signature');
      this.setData({ ownSigned });
      this.tickOff();
      if (!ownSigned) throw new Fault('refused', 'NOT_SIGNED', '收件人还没有签名，请在“快件详情”里点手机签名');
    });
  },

  /** @param {() => Promise<void>} act what needs the net now */
  async online(act) {
    if (this.data.working) return;
    this.setData({ working: true });
    try {
      await act();
    } catch (error) {
      sayFault(error);
    } finally {
      this.setData({ working: false });
    }
  },

  /** What is amiss with the pieces or their money. @param {NonNullable<ReturnType<typeof day.taskOf>>} task */
  unmet(task) {
    const { paid, sum, pieces } = this.data;
    if (task.pieces > 1 && !pieces.length) return '请选择或扫描交给收件人的件';
    return task.due && !task.collected && !paid ? `请先收取 ${sum}` : unpaid(task, pieces);
  },

  /** What is still missing, in the order of the page; '' when nothing is. */
  missing() {
    const { task, signedKind, signedBy, signed, photo, demands } = this.data;
    if (!task) return '任务已更新，请返回列表';
    const unmet = this.unmet(task);
    if (unmet) return unmet;
    if (signedKind === 'proxy' && !signedBy.trim()) return '请填写代收人姓名';
    if (signedKind === DOORSTEP.value && !photo) return '放门口请拍一张照片';
    const undone = demands.find((each) => !each.done);
    if (undone) return `这一单要求${undone.label}，请先完成`;
    return demands.length || signed || photo ? '' : '请收件人签名，或拍一张签收照片';
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

  async files() {
    const { signed, photo, receipt } = this.data;
    const pad = /** @type {any} */ (this.selectComponent('#signature'));
    const files = [];
    if (signed) files.push(await keepFile(await pad.picture(), 'signature'));
    if (photo) files.push(await keepFile(photo, 'photo'));
    if (receipt) files.push(await keepFile(receipt, 'receipt'));
    return files;
  },

  /** Who took it and what was checked, as the server wants it. */
  signature() {
    const { task, signedKind, signedBy, pieces, code, identityToken } = this.data;
    const { name, consents, pieces: all } = /** @type {NonNullable<typeof task>} */ (task);
    const doorstep = signedKind === DOORSTEP.value;
    const who = doorstep ? DOORSTEP.label : signedKind === 'self' ? name : signedBy.trim();
    const consent = doorstep && consents.find((each) => each.place === DOORSTEP.value);
    return {
      ...factNow(day.work.here),
      signed_by: who,
      signed_kind: doorstep ? 'proxy' : signedKind,
      ...(consent && { consent_id: consent.id }),
      ...(all > 1 && { pieces }),
      ...(code && { code }),
      ...(identityToken && { identity_token: identityToken }),
    };
  },

  /** Whether with these pieces all are handed over. */
  whole() {
    const { pieces, signedPieces } = /** @type {NonNullable<typeof this.data.task>} */ (this.data.task);
    return pieces === 1 || signedPieces.length + this.data.pieces.length >= pieces;
  },

  async record() {
    const task = /** @type {NonNullable<typeof this.data.task>} */ (this.data.task);
    const files = await this.files();
    const holdMs = UNDO_S * 1_000;
    const { waybillNo } = this;
    const owed = task.due && !task.collected && !alreadyTaken(waybillNo);
    const some = piecesToPay(task, this.data.pieces);
    const money = { amount_fen: sumFor(task, this.data.pieces), ...(some.length && { pieces: some }) };
    const collection = owed ? day.record({ kind: 'collect', waybillNo, data: money, holdMs }) : null;
    const signature = day.record({ kind: this.whole() ? 'sign' : 'sign_partly', waybillNo, data: this.signature(), files, holdMs });
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

  byWechat() {
    const { task, pieces } = this.data;
    if (!task) return;
    if (task.pieces > 1 && !pieces.length) return say('请先选择交给收件人的件');
    const some = piecesToPay(task, pieces).join(',');
    void wx.navigateTo({ url: `/courier/pages/qr_payment/index?waybill_no=${this.waybillNo}${some && `&pieces=${some}`}` });
  },

  /** Other pieces are taken than were paid for, or none: the money goes back first. */
  async giveBack() {
    if (!(await confirmed('退还已收款', '现金请当面退还；微信付款会原路退回。', { confirmText: '退还' }))) return;
    await this.online(async () => {
      await handBack(this.waybillNo, newId(Date.now()));
      await day.refresh();
      this.setData({ task: day.taskOf(this.waybillNo), pieces: [], paid: false });
      this.reckon();
      say('已退还');
    });
  },

  /** @param {WechatMiniprogram.TouchEvent} event */
  go(event) {
    const { page, kind } = event.currentTarget.dataset;
    void wx.redirectTo({ url: `/courier/pages/${page}/index?kind=${kind}&waybill_no=${this.waybillNo}` });
  },
});

/** The money of a signature that was refused is in hand all the same. @param {string} waybillNo */
function alreadyTaken(waybillNo) {
  return day.work.entries.some((each) => each.kind === 'collect' && each.waybillNo === waybillNo);
}
