import { rowPatches } from '../../../lib/rows.js';
import { say, sayFault } from '../../../lib/tell.js';
import { doing } from '../../lib/deed.js';
import { MOST_TABLE_BYTES, TABLE_TYPES, fetchTemplate, placeBatch } from '../../services/create_order.js';

/** @typedef {Awaited<ReturnType<typeof placeBatch>>} Placed */

Page({
  data: {
    fileName: '',
    summary: '',
    refused: 0,
    /** @type {Placed['rows']} */
    rows: [],
    working: false,
  },

  waybillNo: '',
  requestId: '',
  /** @type {import('../../services/create_order.js').Table | null} */
  table: null,

  async copyTemplate() {
    try {
      await wx.setClipboardData({ data: await fetchTemplate() });
      say('表头已复制，粘贴到表格里填写');
    } catch (error) {
      sayFault(error);
    }
  },

  async choose() {
    try {
      const { tempFiles } = await wx.chooseMessageFile({ count: 1, type: 'file', extension: Object.keys(TABLE_TYPES) });
      this.take(tempFiles[0]);
    } catch (error) {
      if (!String(/** @type {any} */ (error).errMsg).includes('cancel')) say('没有选到文件，请重试');
    }
  },

  /** @param {{ name: string, path: string, size: number }} file */
  take({ name, path, size }) {
    const ending = /** @type {keyof typeof TABLE_TYPES} */ (name.split('.').pop()?.toLowerCase());
    const contentType = TABLE_TYPES[ending];
    if (!contentType) return say('请选择 CSV 或 xlsx 表格');
    if (size > MOST_TABLE_BYTES) return say('文件太大，请分成几份，每份最多 500 行');
    this.table = { path, contentType, size };
    this.setData({ fileName: name, summary: '', rows: [] });
  },

  async place() {
    const { table } = this;
    if (!table) return say('请先选择文件');
    await doing(this, async () => {
      const { summary, refused, rows } = await placeBatch(table);
      this.table = null;
      this.setData({ summary, refused, fileName: '' });
      for (const patch of rowPatches('rows', this.data.rows, rows)) this.setData(patch);
    });
  },

  /** @param {WechatMiniprogram.TouchEvent} event */
  open(event) {
    const { no } = event.currentTarget.dataset;
    if (no) void wx.navigateTo({ url: `/pages/parcel/index?waybill_no=${no}` });
  },
});
