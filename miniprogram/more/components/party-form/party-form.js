/** A person and a place as a form: what was read into it shows its doubts, what is wrong stands beside its field. */

import { toWgs84 } from '../../../lib/coordinates.js';
import { emptyParty, phoneOf, problemsOf, shownRegion } from '../../../lib/party.js';
import { alternativesOf, corrections, doubtsOf } from '../../../lib/reading.js';
import { say, sayFault } from '../../../lib/tell.js';
import { regionAt, tellCorrections } from '../../services/parse_address.js';

/** @typedef {import('../../../lib/party.js').Party} Party */
/** @typedef {import('../../../lib/reading.js').Reading} Reading */

Component({
  options: { styleIsolation: 'apply-shared' },

  properties: {
    party: { type: Object, value: emptyParty() },
    /** What was read into it, if anything was. */
    reading: { type: Object, optionalTypes: [null], value: /** @type {any} */ (null) },
  },

  data: {
    /** @type {Record<string, string>} */
    problems: {},
    /** @type {Record<string, boolean>} */
    doubts: {},
    /** @type {Record<string, import('../../services/parse_address.js').Alternative[]>} */
    alternatives: {},
    region: '',
    locating: false,
  },

  observers: {
    'party, reading'(/** @type {Party} */ party, /** @type {Reading | null} */ reading) {
      const alternatives = alternativesOf(reading, party);
      this.setData({
        region: shownRegion(party).join(' '),
        doubts: Object.fromEntries(doubtsOf(reading, party).map((part) => [part, true])),
        alternatives: Object.fromEntries(alternatives.map(({ part }) => [part, alternatives.filter((each) => each.part === part)])),
      });
    },
  },

  methods: {
    /** @param {WechatMiniprogram.CustomEvent} event */
    people(event) {
      this.setData({ problems: {} });
      this.triggerEvent('people', event.detail);
    },

    /** @param {WechatMiniprogram.CustomEvent} event */
    typed(event) {
      this.change({ [event.currentTarget.dataset.field]: event.detail.value });
    },

    /** @param {WechatMiniprogram.CustomEvent} event when a field is left, what is wrong with it is said */
    left(event) {
      const { field } = event.currentTarget.dataset;
      if (field === 'phone') this.takeApart();
      this.setData({ [`problems.${field}`]: problemsOf(this.party())[field] || '' });
    },

    /** @param {WechatMiniprogram.CustomEvent} event codes are GB/T 2260 */
    regionChosen(event) {
      const { value, code } = event.detail;
      // A point on the map belongs to the address that was there before.
      const address = withoutRegion(this.party().address, value);
      this.change({ region: value, adcode: code[2] || code[1] || code[0], address, location: null });
    },

    /** @param {WechatMiniprogram.TouchEvent} event */
    takeAlternative(event) {
      const { part, at } = event.currentTarget.dataset;
      this.change(this.data.alternatives[part][at].patch);
    },

    async chooseOnMap() {
      const place = await chosenPlace();
      if (!place) return;
      const { location, address } = place;
      this.setData({ locating: true });
      try {
        const { region, adcode } = await regionAt(location, address);
        this.change({ region, adcode, location, ...(address && { address: withoutRegion(address, region) }) });
      } catch (error) {
        // The region that stands there may be another one: it is not kept beside this point.
        this.change({ region: [], adcode: '', location, ...(address && { address }) });
        sayFault(error);
      } finally {
        this.setData({ locating: false });
      }
    },

    /** An extension that was written behind the phone goes into its own field. */
    takeApart() {
      const { phone, extension } = phoneOf(this.party().phone);
      if (extension) this.change({ phone, extension });
    },

    party() {
      return /** @type {Party} */ (/** @type {unknown} */ (this.data.party));
    },

    /** @param {Partial<Party>} patch */
    change(patch) {
      const party = { ...this.party(), ...patch };
      const problems = problemsOf(party);
      const told = Object.entries(this.data.problems).filter(([field, text]) => text && problems[field]);
      this.setData({ party, problems: Object.fromEntries(told.map(([field]) => [field, problems[field]])) });
      this.triggerEvent('change', { party });
    },

    /** Show everything that is wrong; the first of it, or ''. */
    check() {
      this.takeApart();
      const problems = problemsOf(this.party());
      this.setData({ problems });
      return Object.values(problems)[0] || '';
    },

    /** The form is done: what was corrected is counted. */
    finished() {
      const reading = /** @type {Reading | null} */ (this.data.reading);
      if (reading) tellCorrections(reading.source, corrections(reading, this.party())).catch(() => {}); // a count, no more
    },
  },
});

/** What was picked on the map, WGS-84; null when nothing was. */
async function chosenPlace() {
  try {
    const place = await wx.chooseLocation({});
    const address = [place.address, place.name].filter((each, at, all) => each && all.indexOf(each) === at).join('');
    return { location: toWgs84({ lng: Number(place.longitude), lat: Number(place.latitude) }), address };
  } catch (error) {
    const { errMsg = '' } = /** @type {{ errMsg?: string }} */ (error);
    if (!errMsg.includes('cancel')) say('没能打开地图，请手动填写地址');
    return null;
  }
}

/** The map's address begins with the region that has a field of its own. @param {string} address @param {string[]} region */
function withoutRegion(address, region) {
  return region.reduce((rest, part) => (rest.startsWith(part) ? rest.slice(part.length) : rest), address);
}
