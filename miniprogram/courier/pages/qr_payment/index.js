import { asFault } from '../../../lib/fault.js';
import { newId } from '../../../lib/ids.js';
import { LOADING, failed } from '../../../lib/screen.js';
import { say } from '../../../lib/tell.js';
import { askForCode, stateOf } from '../../services/pay.js';
import { refresh } from '../../stores/work.js';

/** Often enough for somebody at the door, rarely enough for a weak net. */
const LOOK_EVERY_MS = 2_500;

Page({
  data: {
    screen: LOADING,
    /** @type {Awaited<ReturnType<typeof askForCode>> | null} */
    offer: null,
    paid: false,
    /** What was due changed, or the code ran out: a new one must be asked for. */
    closed: false,
    looking: false,
  },

  waybillNo: '',
  /** @type {number[]} those that are paid for, none for all */
  pieces: [],
  requestId: '',
  timer: 0,

  /** @param {{ waybill_no?: string, pieces?: string }} query */
  onLoad({ waybill_no: waybillNo = '', pieces = '' }) {
    this.waybillNo = waybillNo;
    this.pieces = pieces ? pieces.split(',').map(Number) : [];
    void this.ask();
  },

  onUnload() {
    clearTimeout(this.timer);
    this.timer = -1;
  },

  /** A code that could not be fetched for the net is asked for again as the same one. */
  async ask() {
    this.setData({ screen: LOADING, offer: null, closed: false });
    try {
      const offer = await askForCode(this.waybillNo, this.pieces, (this.requestId ||= newId(Date.now())));
      this.requestId = '';
      this.setData({ offer, screen: { state: 'ready' } });
      this.lookSoon();
    } catch (error) {
      if (asFault(error).kind === 'refused') this.requestId = '';
      this.setData({ screen: failed(error) });
    }
  },

  lookSoon() {
    if (this.timer !== -1) this.timer = setTimeout(() => void this.look(), LOOK_EVERY_MS);
  },

  async look() {
    const { offer } = this.data;
    if (!offer || this.data.looking) return;
    this.setData({ looking: true });
    const state = await stateOf(this.waybillNo, offer.paymentId).catch(() => 'open'); // the next look may get through
    this.setData({ looking: false, paid: state === 'paid', closed: state === 'closed' });
    if (state === 'open') return this.lookSoon();
    if (state === 'paid') await this.done();
  },

  async done() {
    await refresh();
    say('已收款，可以签收了');
  },

  back() {
    void wx.navigateBack();
  },
});
