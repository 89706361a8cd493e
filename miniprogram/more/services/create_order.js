/** Orders that change before pickup, and many at once from a table. */

import { call } from '../../call.js';
import { upload } from '../../lib/uploads.js';
import { spaced } from '../../lib/waybill.js';

/**
 * @param {string} action
 * @param {string} http
 * @returns {import('../../transports.js').Endpoint}
 */
const endpoint = (action, http) => ({ fn: 'create_order', action, http, as: 'customer', once: true });

export const TABLE_TYPES = {
  csv: 'text/csv',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};
export const MOST_TABLE_BYTES = 5_000_000;
const BATCH_TIMEOUT_MS = 60_000;

/**
 * @param {string} waybillNo
 * @param {{ slot?: { from: string, until: string } | null, remark?: string, description?: string }} change what is missing stays
 * @param {string} requestId
 */
export async function changeOrder(waybillNo, { slot, remark, description }, requestId) {
  const data = {
    waybill_no: waybillNo,
    ...(slot && { pickup_from: slot.from, pickup_until: slot.until }),
    ...(remark !== undefined && { remark }),
    ...(description !== undefined && { goods_description: description }),
  };
  await call(endpoint('change_order', 'POST /orders/<waybill_no>/changes'), data, { requestId });
}

/** The table to be filled in, as CSV text. @returns {Promise<string>} */
export async function fetchTemplate() {
  return (await call({ ...endpoint('show_batch_template', 'GET /order-batches/template'), once: false })).content;
}

/** @typedef {{ path: string, contentType: string, size: number, key?: string }} Table `key` once it has been uploaded */

/**
 * Orders of a table, each row by itself. The server takes a row only once, however often a table is sent.
 * @param {Table} table
 */
export async function placeBatch(table) {
  table.key ||= await uploaded(table);
  for (;;) {
    const told = await call(endpoint('place_order_batch', 'POST /order-batches'), { key: table.key }, { timeoutMs: BATCH_TIMEOUT_MS });
    if (told.complete) return batchView(told);
  }
}

/** @param {Table} table */
async function uploaded({ path, contentType, size }) {
  const grant = { ...endpoint('request_order_batch', 'POST /order-batches/uploads'), once: false };
  return upload(await call(grant, { content_type: contentType, size }), path);
}

/** @param {any} told */
export function batchView({ rows, placed, refused }) {
  return {
    summary: refused ? `已下单 ${placed} 票，${refused} 行没有成功` : `${placed} 票全部下单成功`,
    refused,
    rows: rows.map((/** @type {any} */ each) => ({
      row: each.row,
      waybillNo: each.waybill_no || '',
      number: each.waybill_no ? spaced(each.waybill_no) : '',
      problem: each.error ? problemOf(each.error) : '',
    })),
  };
}

/** @param {{ message: string, details?: any }} error */
function problemOf({ message, details }) {
  const fields = Object.values(details?.fields || {}).flat(2).filter((each) => typeof each === 'string');
  return [message, ...fields].join('；');
}
