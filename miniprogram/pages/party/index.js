import { toWgs84 } from '../../lib/coordinates.js';
import { emptyParty, problemsOf } from '../../lib/party.js';
import { say } from '../../lib/tell.js';
import { draftStore } from '../../stores/draft.js';

Page({
  data: {
    party: emptyParty(),
    /** @type {Record<string, string>} */
    problems: {},
  },

  /** @type {'consignor' | 'consignee'} */
  side: 'consignor',

  /** @param {{ side?: string }} query */
  onLoad({ side }) {
    this.side = side === 'consignee' ? 'consignee' : 'consignor';
    void wx.setNavigationBarTitle({ title: this.side === 'consignor' ? '寄件人' : '收件人' });
    this.setData({ party: draftStore.draft[this.side] });
  },

  /** @param {WechatMiniprogram.CustomEvent} event */
  typed(event) {
    this.change({ [event.currentTarget.dataset.field]: event.detail.value });
  },

  /** @param {WechatMiniprogram.CustomEvent} event when a field is left, what is wrong with it is said */
  left(event) {
    const { field } = event.currentTarget.dataset;
    this.setData({ [`problems.${field}`]: problemsOf(this.data.party)[field] || '' });
  },

  /** @param {WechatMiniprogram.CustomEvent} event codes are GB/T 2260 */
  regionChosen(event) {
    const { value, code } = event.detail;
    // A point on the map belongs to the address that was there before.
    this.change({ region: value, adcode: code[2] || code[1] || code[0], location: null });
  },

  async chooseOnMap() {
    try {
      const place = await wx.chooseLocation({});
      const address = [place.name, place.address].find(Boolean) || '';
      const location = toWgs84({ lng: Number(place.longitude), lat: Number(place.latitude) });
      this.change({ location, ...(address && { address: withoutRegion(address, this.data.party.region) }) });
      if (!this.data.party.adcode) say('还请选择所在省、市、区');
    } catch (error) {
      const { errMsg = '' } = /** @type {{ errMsg?: string }} */ (error);
      if (!errMsg.includes('cancel')) say('没能打开地图，请手动填写地址');
    }
  },

  /** Kept while it is typed: going back costs nothing. @param {Partial<import('../../lib/party.js').Party>} patch */
  change(patch) {
    const party = { ...this.data.party, ...patch };
    const problems = problemsOf(party);
    const told = Object.entries(this.data.problems).filter(([field, text]) => text && problems[field]);
    this.setData({ party, problems: Object.fromEntries(told.map(([field]) => [field, problems[field]])) });
    draftStore.change({ [this.side]: party });
  },

  done() {
    const problems = problemsOf(this.data.party);
    this.setData({ problems });
    const first = Object.values(problems)[0];
    if (first) return say(first);
    void wx.navigateBack();
  },
});

/** The map's address begins with the region that has a field of its own. @param {string} address @param {string[]} region */
function withoutRegion(address, region) {
  return region.reduce((rest, part) => (rest.startsWith(part) ? rest.slice(part.length) : rest), address);
}
