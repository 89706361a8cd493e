import { storeBindingsBehavior } from 'mobx-miniprogram-bindings';
import { asFault } from '../../../lib/fault.js';
import { findPrinters, print, printerProblem } from '../../printing.js';
import { printJob } from '../../services/label.js';
import * as day from '../../stores/work.js';

const LAST = 'courier.printer';

Page({
  behaviors: [storeBindingsBehavior],
  storeBindings: { store: day.work, fields: { tasks: 'labels' }, actions: [] },

  data: {
    /** @type {import('../../printing.js').Printer | null} the one that was used last */
    printer: null,
    /** @type {import('../../printing.js').Printer[]} */
    found: [],
    /** @type {Record<string, number>} how often each was printed, as far as heard here */
    prints: {},
    problem: '',
    printing: '',
    searching: false,
    share: 0,
  },

  /** Ends a search. */
  enough: () => {},

  onLoad() {
    this.setData({ printer: wx.getStorageSync(LAST) || null });
  },

  async search() {
    if (this.data.searching) return;
    this.setData({ searching: true, problem: '', found: [] });
    try {
      await findPrinters((found) => this.setData({ found }), new Promise((resolve) => void (this.enough = resolve)));
    } catch (problem) {
      this.setData({ problem: printerProblem(problem) });
    } finally {
      this.setData({ searching: false });
    }
  },

  /** @param {WechatMiniprogram.TouchEvent} event */
  choose(event) {
    const printer = this.data.found.find((each) => each.deviceId === event.currentTarget.dataset.id);
    if (!printer) return;
    this.enough();
    wx.setStorageSync(LAST, printer);
    this.setData({ printer, found: [], problem: '' });
  },

  /** @param {WechatMiniprogram.TouchEvent} event */
  async printOne(event) {
    await this.printThese([event.currentTarget.dataset.no]);
  },

  /** Those that this page printed already are left out: after a trouble it goes on where it stopped. */
  async printAll() {
    const { tasks, prints } = /** @type {any} */ (this.data);
    const numbers = /** @type {string[]} */ (tasks.map((/** @type {any} */ each) => each.waybillNo));
    const left = numbers.filter((no) => !prints[no]);
    await this.printThese(left.length ? left : numbers);
  },

  /** One after the other, until one fails. @param {string[]} numbers */
  async printThese(numbers) {
    const { printer } = this.data;
    if (!printer || this.data.printing) return;
    try {
      for (const no of numbers) {
        this.setData({ printing: no, problem: '', share: 0 });
        const { job, prints } = await printJob(no);
        await print(printer.deviceId, job, (share) => this.told(share));
        this.setData({ [`prints.${no}`]: prints });
      }
    } catch (problem) {
      const spoken = /** @type {any} */ (problem)?.errMsg || /** @type {any} */ (problem)?.errCode;
      this.setData({ problem: spoken ? printerProblem(problem) : asFault(problem).message });
    } finally {
      this.setData({ printing: '' });
    }
  },

  /** Every tenth is enough: a page is thousands of pieces. @param {number} share */
  told(share) {
    const tens = Math.floor(share * 10) * 10;
    if (tens !== this.data.share) this.setData({ share: tens });
  },
});
