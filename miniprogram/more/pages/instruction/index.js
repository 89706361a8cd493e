import { spoken } from '../../../lib/moments.js';
import { LOADING, empty, failed } from '../../../lib/screen.js';
import { confirmed, say } from '../../../lib/tell.js';
import { backWith, doing, parcelNow } from '../../lib/deed.js';
import { instruct } from '../../services/redirect.js';

const OPTIONS = [
  { value: 'return', label: '退回给我', note: '按退回价格收取运费' },
  { value: 'deliver_again', label: '再送一次', note: '请先和收件人约好' },
  { value: 'abandon', label: '放弃包裹', note: '不再送也不退回，无法恢复' },
];

Page({
  data: { screen: LOADING, options: OPTIONS, chosen: '', status: '', due: '', working: false },

  waybillNo: '',
  requestId: '',

  /** @param {{ waybill_no?: string }} query */
  onLoad({ waybill_no: waybillNo = '' }) {
    this.waybillNo = waybillNo;
    void this.load();
  },

  async load() {
    try {
      const { situation, status_label: status } = await parcelNow(this.waybillNo);
      const asked = situation.may.includes('instruct');
      this.setData({
        status,
        due: asked ? spoken(situation.instruction.due_at, Date.now()) : '',
        screen: asked ? { state: 'ready' } : empty('不用再选择了', '处理方式已经确定'),
      });
    } catch (error) {
      this.setData({ screen: failed(error) });
    }
  },

  /** @param {WechatMiniprogram.TouchEvent} event */
  choose(event) {
    this.setData({ chosen: event.currentTarget.dataset.value });
  },

  async confirm() {
    const { chosen } = this.data;
    const option = OPTIONS.find((each) => each.value === chosen);
    if (!option) return say('请选择一种处理方式');
    if (!(await confirmed(option.label, `${option.note}，确定吗？`, { confirmText: '确定' }))) return;
    const fault = await doing(this, (requestId) => instruct(this.waybillNo, chosen, requestId));
    if (fault === null) await backWith('已收到您的决定');
    else if (fault?.kind === 'refused') await this.load();
  },
});
