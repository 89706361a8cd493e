import { fenOf } from '../../../lib/money.js';
import { LOADING, failed } from '../../../lib/screen.js';
import { confirmed, say } from '../../../lib/tell.js';
import { doing } from '../../lib/deed.js';
import { picturesOf } from '../../lib/pictures.js';
import { KINDS, addEvidence, agree, appeal, fetchClaim, submitClaim } from '../../services/claim.js';

Page({
  data: {
    screen: LOADING,
    kinds: KINDS,
    /** @type {Awaited<ReturnType<typeof fetchClaim>>} */
    claim: null,
    /** Whether a new claim is being written. */
    writing: false,
    appealing: false,
    kind: '',
    amount: '',
    note: '',
    /** @type {string[]} */
    photos: [],
    /** @type {Record<string, string>} */
    problems: {},
    working: false,
  },

  waybillNo: '',
  requestId: '',

  /** @param {{ waybill_no?: string }} query */
  onLoad({ waybill_no: waybillNo = '' }) {
    this.waybillNo = waybillNo;
    void this.load();
  },

  async load() {
    try {
      const claim = await fetchClaim(this.waybillNo);
      const written = { kind: '', amount: '', note: '', photos: [], problems: {}, appealing: false };
      this.setData({ claim, writing: !claim || claim.canStartAnew, screen: { state: 'ready' }, ...written });
    } catch (error) {
      this.setData({ screen: failed(error) });
    }
  },

  /** @param {WechatMiniprogram.CustomEvent} event */
  typed(event) {
    const { field } = event.currentTarget.dataset;
    this.setData({ [field]: event.detail.value, [`problems.${field}`]: '' });
  },

  async submit() {
    const { kind, amount, note, photos } = this.data;
    const amountFen = fenOf(amount);
    const problems = {
      kind: kind ? '' : '请选择发生了什么',
      amount: amountFen ? '' : '请填写希望赔付的金额（元）',
      note: note.trim() ? '' : '请说明物品和损失的情况',
    };
    this.setData({ problems });
    if (!amountFen || Object.values(problems).some(Boolean)) return;
    await this.act('已提交，客服会在 7 天内答复', async (requestId) => {
      await submitClaim(this.waybillNo, { kind, amountFen, note: note.trim(), pictures: await picturesOf(photos) }, requestId);
    });
  },

  async add() {
    const { note, photos, claim } = this.data;
    if (!photos.length && !note.trim()) return this.setData({ problems: { note: '请添加照片，或写下说明' } });
    await this.act('已补充，客服会继续处理', async (requestId) => {
      await addEvidence(this.waybillNo, claim?.id || '', { note: note.trim(), pictures: await picturesOf(photos) }, requestId);
    });
  },

  async agree() {
    const { claim } = this.data;
    if (!claim || !(await confirmed('接受赔付', `赔付 ${claim.offered}，接受后不能再申诉`, { confirmText: '接受' }))) return;
    await this.act('已接受，赔付款会尽快安排', (requestId) => agree(claim.id, requestId));
  },

  startAppeal() {
    this.setData({ appealing: true });
  },

  async appeal() {
    const { claim, note } = this.data;
    if (!note.trim()) return this.setData({ problems: { note: '请写下申诉的理由' } });
    await this.act('申诉已提交', (requestId) => appeal(claim?.id || '', note.trim(), requestId));
  },

  /** @param {string} word @param {(requestId: string) => Promise<unknown>} work */
  async act(word, work) {
    const fault = await doing(this, async (requestId) => void (await work(requestId)));
    if (fault === undefined || fault?.kind === 'network') return;
    if (fault === null) say(word);
    await this.load();
  },
});
