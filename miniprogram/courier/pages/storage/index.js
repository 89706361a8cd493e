import { say } from '../../../lib/tell.js';
import { factNow } from '../../deeds.js';
import { keepFile } from '../../lib/files.js';
import { PLACES } from '../../services/sign.js';
import * as day from '../../stores/work.js';

/** Nothing is left anywhere without the recipient's consent (快递市场管理办法, in force from March 2024). */
Page({
  data: {
    /** @type {ReturnType<typeof day.taskOf>} */
    task: null,
    /** @type {typeof PLACES} */
    places: [],
    /** The places in words; '' when there is no consent. */
    allowed: '',
    place: '',
    placeName: '',
    photo: '',
    working: false,
  },

  waybillNo: '',

  /** @param {{ waybill_no?: string }} query */
  onLoad({ waybill_no: waybillNo = '' }) {
    this.waybillNo = waybillNo;
    this.show();
  },

  show() {
    const task = day.taskOf(this.waybillNo);
    const places = PLACES.filter((each) => task?.consents.some((consent) => consent.place === each.value));
    const place = places.length === 1 ? places[0].value : this.data.place;
    this.setData({ task, places, place, allowed: places.map((each) => each.label).join('、') });
  },

  async look() {
    await day.refresh();
    this.show();
    if (!this.data.allowed) say('收件人还没有同意');
  },

  /** @param {WechatMiniprogram.CustomEvent} event */
  typed(event) {
    this.setData({ [event.currentTarget.dataset.field]: event.detail.value });
  },

  async confirm() {
    const { task, place, placeName, photo, working } = this.data;
    if (working || !task) return;
    const consent = task.consents.find((each) => each.place === place);
    if (!consent) return say('请选择放在哪里');
    if (!placeName.trim()) return say('请填写收件人能找到的位置');
    if (!photo) return say('请拍一张存放照片');
    this.setData({ working: true });
    try {
      const data = { ...factNow(day.work.here), place, place_name: placeName.trim(), consent_id: consent.id };
      const files = [await keepFile(photo, 'photo')];
      if (!day.record({ kind: 'store', waybillNo: this.waybillNo, data, files })) return say('这个包裹已经处理过了');
      say('已存放，取件码会发给收件人');
      await wx.navigateBack();
    } catch {
      say('照片没有保存成功，请重试');
    } finally {
      this.setData({ working: false });
    }
  },
});
