import { asFault } from '../../../lib/fault.js';
import { emptyParty } from '../../../lib/party.js';
import { sides } from '../../../lib/reading.js';
import { choose, say } from '../../../lib/tell.js';
import { addEntry } from '../../../services/address_book.js';
import { draftStore } from '../../../stores/draft.js';

/** @typedef {'consignor' | 'consignee'} Side */
/** @typedef {import('../../services/parse_address.js').Person} Person */

const LABELS = { consignor: '寄件人', consignee: '收件人' };

Page({
  data: {
    party: emptyParty(),
    /** @type {import('../../../lib/reading.js').Reading | null} */
    reading: null,
    filledOther: '',
    keep: false,
  },

  side: /** @type {Side} */ ('consignor'),

  /** @param {{ side?: string }} query */
  onLoad({ side }) {
    this.side = side === 'consignee' ? 'consignee' : 'consignor';
    void wx.setNavigationBarTitle({ title: LABELS[this.side] });
  },

  /** The address book may have filled it meanwhile. */
  onShow() {
    this.setData({ party: draftStore.draft[this.side], reading: draftStore.draft.readings[this.side] || null });
  },

  /** Two people in one paste fill both ends. @param {WechatMiniprogram.CustomEvent} event */
  async people(event) {
    const { people, source } = event.detail;
    const found = sides(people, this.side) || (await this.asked(people));
    if (!found) return;
    const other = this.side === 'consignor' ? 'consignee' : 'consignor';
    this.fill(this.side, found.mine, source);
    if (found.other) this.fill(other, found.other, source);
    this.setData({ filledOther: found.other ? `${LABELS[other]}也已填好` : '' });
    this.onShow();
  },

  /** @param {Person[]} people @returns {Promise<{ mine: Person, other: Person | null } | null>} */
  async asked(people) {
    const options = people.map((person) => ({ person, label: `${LABELS[this.side]}：${person.patch.name || person.patch.phone || person.patch.address}` }));
    const chosen = await choose(options);
    if (!chosen) return null;
    const rest = people.filter((each) => each !== chosen.person);
    return { mine: chosen.person, other: rest.length === 1 ? rest[0] : null };
  },

  /** What was not read stays as it was. @param {Side} side @param {Person} person @param {import('../../services/parse_address.js').Source} source */
  fill(side, person, source) {
    const { draft } = draftStore;
    draftStore.change({
      [side]: { ...draft[side], ...person.patch },
      readings: { ...draft.readings, [side]: { ...person, source } },
    });
  },

  /** Kept while it is typed: going back costs nothing. @param {WechatMiniprogram.CustomEvent} event */
  changed(event) {
    this.setData({ party: event.detail.party });
    draftStore.change({ [this.side]: event.detail.party });
  },

  openBook() {
    void wx.navigateTo({ url: `/more/pages/address_book/index?side=${this.side}` });
  },

  /** @param {WechatMiniprogram.CustomEvent} event */
  keepOrNot(event) {
    this.setData({ keep: event.detail.value });
  },

  done() {
    const form = /** @type {any} */ (this.selectComponent('#form'));
    const problem = form.check();
    if (problem) return say(problem);
    form.finished();
    // What was looked at and left is no longer in doubt.
    draftStore.change({ readings: { ...draftStore.draft.readings, [this.side]: null } });
    if (this.data.keep) addEntry(this.data.party).catch((error) => say(`没能存入地址簿：${asFault(error).message}`));
    void wx.navigateBack();
  },
});
