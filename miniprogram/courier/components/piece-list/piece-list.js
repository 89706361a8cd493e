/** The pieces of a waybill: ticked by hand or by scanning their labels; a piece of another waybill is refused. */
import { say } from '../../../lib/tell.js';
import { normalised, pieceOf } from '../../../lib/waybill.js';

Component({
  properties: {
    waybillNo: { type: String, value: '' },
    pieces: { type: Number, value: 1 },
    /** Handed over before. */
    signed: { type: Array, value: /** @type {number[]} */ ([]) },
    /** Handed over now. */
    chosen: { type: Array, value: /** @type {number[]} */ ([]) },
  },

  data: {
    /** @type {{ piece: number, signed: boolean, chosen: boolean }[]} */
    rows: [],
  },

  observers: {
    'pieces, signed, chosen'(/** @type {number} */ pieces, /** @type {number[]} */ signed, /** @type {number[]} */ chosen) {
      const all = Array.from({ length: pieces }, (_, at) => at + 1);
      this.setData({ rows: all.map((piece) => ({ piece, signed: signed.includes(piece), chosen: chosen.includes(piece) })) });
    },
  },

  methods: {
    /** One after the other, until the camera is put away. */
    async scan() {
      for (;;) {
        const text = await scanned();
        if (text === null) return;
        const problem = this.take(normalised(text));
        if (problem) say(problem);
        else void wx.vibrateShort({ type: 'light' });
      }
    },

    /** @param {string} number @returns {string} what is wrong with it, '' when it was taken */
    take(number) {
      const { waybillNo, piece } = pieceOf(number);
      const { pieces, signed, chosen } = this.data;
      if (waybillNo !== this.data.waybillNo || piece > pieces) return '这一件不属于这个运单，请核对面单';
      if (!piece) return '请扫每一件上的子单号';
      if (signed.includes(piece)) return '这一件之前已签收';
      if (!chosen.includes(piece)) this.tell([...chosen, piece]);
      return '';
    },

    /** @param {WechatMiniprogram.TouchEvent} event */
    toggle(event) {
      const { piece } = event.currentTarget.dataset;
      const { signed, chosen } = this.data;
      if (signed.includes(piece)) return;
      this.tell(chosen.includes(piece) ? chosen.filter((each) => each !== piece) : [...chosen, piece]);
    },

    /** @param {number[]} chosen */
    tell(chosen) {
      this.triggerEvent('change', { value: [...chosen].sort((one, other) => one - other) });
    },
  },
});

/** @returns {Promise<string | null>} null when the camera was put away */
async function scanned() {
  try {
    return (await wx.scanCode({ onlyFromCamera: true, scanType: ['barCode', 'qrCode'] })).result;
  } catch {
    return null;
  }
}
