/** Scans on the way: here, parcels taken out for delivery. */

import { call } from '../../call.js';
import { Fault } from '../../lib/fault.js';

/** All in one request, each with an outcome of its own; a scan's id makes it safe to send again. @type {import('../outbox.js').BatchSender} */
export async function sendScans(entries) {
  const scans = entries.map((each) => ({ waybill_no: each.waybillNo, ...each.data }));
  const endpoint = /** @type {const} */ ({ fn: 'scan', action: 'record_scans', http: 'POST /scans', as: 'courier' });
  const { results } = await call(endpoint, { scans });
  return results.map((/** @type {any} */ each) =>
    each.error ? new Fault('refused', each.error.code, each.error.message, each.error.details) : each,
  );
}
