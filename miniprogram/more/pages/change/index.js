import { slot } from '../../../lib/moments.js';
import { LOADING, empty, failed } from '../../../lib/screen.js';
import { say } from '../../../lib/tell.js';
import { backWith, doing, parcelNow } from '../../lib/deed.js';
import { changeOrder } from '../../services/create_order.js';

Page({
  data: {
    screen: LOADING,
    /** @type {{ adcode: string, location: import('../../../lib/coordinates.js').Point | null } | null} */
    place: null,
    /** What stands now, before anything is chosen. */
    time: '尽快上门',
    /** @type {{ from: string, until: string, text: string } | null} */
    slot: null,
    description: '',
    remark: '',
    working: false,
  },

  waybillNo: '',
  requestId: '',
  before: { description: '' },

  /** @param {{ waybill_no?: string }} query */
  onLoad({ waybill_no: waybillNo = '' }) {
    this.waybillNo = waybillNo;
    void this.load();
  },

  async load() {
    try {
      const { situation, goods } = await parcelNow(this.waybillNo);
      const { may, pickup_at: place, pickup_from: from, pickup_until: until } = situation;
      this.before = { description: goods.description };
      this.setData({
        place: place || null,
        time: slot(from, until, Date.now()) || '尽快上门',
        description: goods.description,
        screen: may.includes('change_order') ? { state: 'ready' } : empty('现在不能修改了', '快递员已经取件；可以在快件详情里拦截或修改收件信息'),
      });
    } catch (error) {
      this.setData({ screen: failed(error) });
    }
  },

  /** @param {WechatMiniprogram.CustomEvent} event */
  typed(event) {
    this.setData({ [event.currentTarget.dataset.field]: event.detail.value });
  },

  async save() {
    const description = this.data.description.trim();
    const remark = this.data.remark.trim();
    if (!description) return say('请填写物品名称');
    const changed = description === this.before.description ? undefined : description;
    if (!this.data.slot && !remark && changed === undefined) return say('还没有修改');
    const change = { slot: this.data.slot, description: changed, remark: remark || undefined };
    const fault = await doing(this, (requestId) => changeOrder(this.waybillNo, change, requestId));
    if (fault === null) await backWith('已修改');
  },
});
