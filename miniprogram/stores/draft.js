/** The order that is being written. It outlives going back and forth and closing the app, until it is placed. */

import { action, observable } from 'mobx-miniprogram';
import { newId } from '../lib/ids.js';
import { emptyParty } from '../lib/party.js';

const KEY = 'draft';

/** @typedef {import('../lib/reading.js').Reading} Reading */

/**
 * @typedef {object} Draft texts stand as they were typed
 * @property {import('../lib/party.js').Party} consignor
 * @property {import('../lib/party.js').Party} consignee
 * @property {{ consignor?: Reading | null, consignee?: Reading | null }} readings what was read into the two ends
 * @property {string} description
 * @property {string} category
 * @property {string} weight kilograms
 * @property {string} length centimetres
 * @property {string} width
 * @property {string} height
 * @property {string} insured yuan
 * @property {string} cod yuan
 * @property {string} product
 * @property {string} terms
 * @property {string} pieces
 * @property {{ name: string, count: string }[]} declared what is inside, one by one
 * @property {boolean} returnReceipt
 * @property {string} proof one of PROOFS
 * @property {string} remark
 * @property {{ from: string, until: string, text: string } | null} slot
 * @property {boolean} agreed
 * @property {string} requestId of the order this becomes
 */

/** @returns {Draft} */
function blank() {
  return {
    consignor: emptyParty(),
    consignee: emptyParty(),
    readings: {},
    description: '',
    category: '',
    weight: '1',
    length: '',
    width: '',
    height: '',
    insured: '',
    cod: '',
    product: 'standard',
    terms: 'on_account',
    pieces: '1',
    declared: [],
    returnReceipt: false,
    proof: '',
    remark: '',
    slot: null,
    agreed: false,
    requestId: newId(Date.now()),
  };
}

export const draftStore = observable(
  {
    draft: blank(),

    recall: action(() => {
      draftStore.draft = { ...blank(), ...wx.getStorageSync(KEY) };
    }),

    change: action((/** @type {Partial<Draft>} */ patch) => {
      draftStore.draft = { ...draftStore.draft, ...patch };
      wx.setStorageSync(KEY, draftStore.draft);
    }),

    /** Another person may use the phone now. */
    clear: action(() => {
      draftStore.draft = blank();
      wx.removeStorageSync(KEY);
    }),

    /** The same sender most likely sends again; the rest begins anew. */
    placed: action(() => {
      draftStore.draft = { ...blank(), consignor: draftStore.draft.consignor };
      wx.setStorageSync(KEY, draftStore.draft);
    }),
  },
  {},
  { deep: false },
);
