import { LOADING, empty, failed } from '../../../lib/screen.js';
import { choose, confirmed, say, sayFault } from '../../../lib/tell.js';
import { listEntries, listRecent, makeDefault, openEntry, openRecent, removeEntry } from '../../../services/address_book.js';
import { draftStore } from '../../../stores/draft.js';

const TYPING_MS = 400;
const DEEDS = [
  { value: 'edit', label: '编辑' },
  { value: 'default', label: '设为默认地址' },
  { value: 'remove', label: '删除' },
];

Page({
  data: {
    choosing: false,
    typed: '',
    screen: LOADING,
    /** @type {Awaited<ReturnType<typeof listEntries>>['entries']} */
    entries: [],
    /** @type {Awaited<ReturnType<typeof listRecent>>} */
    recent: [],
    more: false,
    loadingMore: false,
    opening: '',
  },

  side: '',
  next: '',
  timer: 0,

  /** @param {{ side?: string }} query with a side, whom is tapped goes into the order */
  onLoad({ side = '' }) {
    this.side = side;
    this.setData({ choosing: Boolean(side) });
    if (side === 'consignee') void this.loadRecent();
  },

  onShow() {
    void this.refresh();
  },

  onUnload() {
    clearTimeout(this.timer);
  },

  async onPullDownRefresh() {
    await this.refresh();
    wx.stopPullDownRefresh();
  },

  onReachBottom() {
    void this.loadMore();
  },

  /** @param {WechatMiniprogram.Input} event */
  search(event) {
    this.setData({ typed: event.detail.value });
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.refresh(), TYPING_MS);
  },

  async refresh() {
    const { typed } = this.data;
    try {
      const page = await listEntries(typed.trim());
      if (typed !== this.data.typed) return;
      this.next = page.next;
      this.setData({ entries: page.entries, more: Boolean(page.next), screen: page.entries.length ? { state: 'ready' } : this.nothing() });
    } catch (error) {
      if (typed === this.data.typed) this.setData({ entries: [], more: false, screen: failed(error) });
    }
  },

  nothing() {
    return this.data.typed ? empty('没有找到', '换个姓名或手机号再试试') : empty('地址簿还是空的', '把常用的地址存进来，下次一点就填好');
  },

  async loadMore() {
    if (!this.next || this.data.loadingMore) return;
    const { typed } = this.data;
    this.setData({ loadingMore: true });
    try {
      const page = await listEntries(typed.trim(), this.next);
      if (typed !== this.data.typed) return;
      this.next = page.next;
      this.setData({ entries: [...this.data.entries, ...page.entries], more: Boolean(page.next) });
    } catch (error) {
      sayFault(error);
    } finally {
      this.setData({ loadingMore: false });
    }
  },

  /** An extra: without it the book still serves. */
  async loadRecent() {
    this.setData({ recent: await listRecent().catch(() => []) });
  },

  /** @param {WechatMiniprogram.TouchEvent} event */
  take(event) {
    const { id } = event.currentTarget.dataset;
    if (!this.data.choosing) return this.edit(id);
    return this.fill(id, async () => (await openEntry(id)).party);
  },

  /** @param {WechatMiniprogram.TouchEvent} event */
  takeRecent(event) {
    const { no } = event.currentTarget.dataset;
    return this.fill(no, () => openRecent(no));
  },

  /** @param {string} opening @param {() => Promise<import('../../../lib/party.js').Party>} open */
  async fill(opening, open) {
    if (this.data.opening) return;
    this.setData({ opening });
    try {
      const party = await open();
      draftStore.change({ [this.side]: party, readings: { ...draftStore.draft.readings, [this.side]: null } });
      this.setData({ opening: '' });
      void wx.navigateBack();
    } catch (error) {
      this.setData({ opening: '' });
      sayFault(error);
    }
  },

  /** @param {string} id */
  edit(id) {
    void wx.navigateTo({ url: `/more/pages/address/index?id=${id}` });
  },

  add() {
    void wx.navigateTo({ url: '/more/pages/address/index' });
  },

  /** @param {WechatMiniprogram.TouchEvent} event */
  async act(event) {
    const { id } = event.currentTarget.dataset;
    const deed = await choose(DEEDS);
    if (deed?.value === 'edit') this.edit(id);
    if (deed?.value === 'default') await this.done(() => makeDefault(id), '已设为默认地址');
    if (deed?.value === 'remove' && (await confirmed('删除地址', '删除后不能恢复', { confirmText: '删除' }))) {
      await this.done(() => removeEntry(id), '已删除');
    }
  },

  /** @param {() => Promise<void>} deed @param {string} told */
  async done(deed, told) {
    try {
      await deed();
      say(told);
    } catch (error) {
      sayFault(error);
    }
    await this.refresh();
  },
});
