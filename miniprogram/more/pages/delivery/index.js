import { deliveryWindows } from '../../../lib/moments.js';
import { LOADING, empty, failed } from '../../../lib/screen.js';
import { confirmed, say } from '../../../lib/tell.js';
import { PLACES } from '../../../services/situation.js';
import { backWith, doing, parcelNow } from '../../lib/deed.js';
import { chooseDelivery, consentToStorage, withdrawConsent } from '../../services/redirect.js';

const AGAIN = [
  { value: 'another_time', label: '改时间再送' },
  { value: 'pick_up_at_outlet', label: '到网点自提' },
];
const BACK = { value: 'return', label: '退回给我' };
const CONSENTS = ['locker', 'station', 'doorstep'].map((value) => ({ value, label: `放${PLACES[value]}` }));

Page({
  data: {
    screen: LOADING,
    /** What may be chosen after an attempt that failed; none: nothing may. @type {{ value: string, label: string }[]} */
    options: [],
    choice: '',
    windows: deliveryWindows(Date.now()),
    /** @type {{ from: string, until: string, text: string } | null} */
    slot: null,
    /** @type {{ value: string, label: string }[]} */
    places: [],
    /** Where it may be left by now, in words. */
    allowed: '',
    place: '',
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
      const { situation } = await parcelNow(this.waybillNo);
      const { may, side, consents } = situation;
      const options = may.includes('choose_delivery') ? [...AGAIN, ...(side === 'consignor' ? [BACK] : [])] : [];
      const places = may.includes('consent_storage') ? CONSENTS : [];
      const none = !options.length && !places.length;
      const allowed = places.length ? consents.map((/** @type {any} */ each) => PLACES[each.place]).join('、') : '';
      this.setData({ options, places, allowed, screen: none ? empty('现在不能更改', '包裹已在处理，请稍后再看进度') : { state: 'ready' } });
    } catch (error) {
      this.setData({ screen: failed(error) });
    }
  },

  /** @param {WechatMiniprogram.CustomEvent} event */
  typed(event) {
    this.setData({ [event.currentTarget.dataset.field]: event.detail.value });
  },

  async confirm() {
    const { choice, slot } = this.data;
    if (!choice) return say('请选择一种方式');
    if (choice === 'another_time' && !slot) return say('请选择再次派送的时间');
    let fee = '';
    const fault = await doing(this, async (requestId) => {
      fee = await chooseDelivery(this.waybillNo, { choice, slot: choice === 'another_time' ? slot : null }, requestId);
    });
    if (fault === null) await backWith(fee ? `已安排，另收 ${fee}` : '已安排');
    else if (fault?.kind === 'refused') await this.load();
  },

  async consent() {
    const { place } = this.data;
    if (!place) return say('请选择可以放在哪里');
    if ((await doing(this, () => consentToStorage(this.waybillNo, place))) === null) await backWith(`已同意放${PLACES[place]}`);
  },

  async withdraw() {
    if (!(await confirmed('改回当面签收', '快递员将送到您手上', { confirmText: '改回' }))) return;
    if ((await doing(this, () => withdrawConsent(this.waybillNo))) === null) await backWith('已改回当面签收');
  },
});
