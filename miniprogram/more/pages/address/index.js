import { emptyParty } from '../../../lib/party.js';
import { sides } from '../../../lib/reading.js';
import { LOADING, failed } from '../../../lib/screen.js';
import { asFault } from '../../../lib/fault.js';
import { say, sayFault } from '../../../lib/tell.js';
import { addEntry, changeEntry, openEntry } from '../../../services/address_book.js';

Page({
  data: {
    screen: LOADING,
    party: emptyParty(),
    /** @type {import('../../../lib/reading.js').Reading | null} */
    reading: null,
    label: '',
    isDefault: false,
    saving: false,
  },

  id: '',

  /** @param {{ id?: string }} query a new address without one */
  onLoad({ id = '' }) {
    this.id = id;
    void wx.setNavigationBarTitle({ title: id ? '编辑地址' : '新增地址' });
    void this.load();
  },

  async load() {
    if (!this.id) return this.setData({ screen: { state: 'ready' } });
    try {
      this.setData({ ...(await openEntry(this.id)), screen: { state: 'ready' } });
    } catch (error) {
      this.setData({ screen: failed(error) });
    }
  },

  /** An entry is one person: of several the first. @param {WechatMiniprogram.CustomEvent} event */
  people(event) {
    const { people, source } = event.detail;
    const person = sides(people, 'consignee')?.mine || people[0];
    this.setData({ party: { ...this.data.party, ...person.patch }, reading: { ...person, source } });
  },

  /** @param {WechatMiniprogram.CustomEvent} event */
  changed(event) {
    this.setData({ party: event.detail.party });
  },

  /** @param {WechatMiniprogram.CustomEvent} event */
  typed(event) {
    this.setData({ [event.currentTarget.dataset.field]: event.detail.value });
  },

  async save() {
    if (this.data.saving) return;
    const form = /** @type {any} */ (this.selectComponent('#form'));
    const problem = form.check();
    if (problem) return say(problem);
    this.setData({ saving: true });
    try {
      const told = await this.written();
      form.finished();
      this.setData({ saving: false });
      await wx.navigateBack();
      say(told);
    } catch (error) {
      this.setData({ saving: false });
      this.refused(error);
    }
  },

  async written() {
    const { party, label, isDefault } = this.data;
    if (!this.id) return (await addEntry(party, { label, isDefault })).known ? '地址簿里已有这个地址' : '已存入地址簿';
    await changeEntry(this.id, party, { label, isDefault });
    return '已保存';
  },

  /** @param {unknown} error */
  refused(error) {
    const [wrong] = Object.values(asFault(error).details.fields || {}).flat();
    if (typeof wrong === 'string') say(wrong);
    else sayFault(error);
  },
});
