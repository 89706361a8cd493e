/** Scans on the way: here, parcels taken out for delivery. */

import { call } from '../../call.js';
import { Fault } from '../../lib/fault.js';

/** One scan; its own id makes it safe to send again. @type {import('../outbox.js').Sender} */
export async function sendScan(entry) {
  const row = { waybill_no: entry.waybillNo, ...entry.data };
  const endpoint = /** @type {const} */ ({ fn: 'scan', action: 'record_scans', http: 'POST /scans', as: 'courier' });
  const { results } = await call(endpoint, { scans: [row] });
  const { error } = results[0];
  if (error) throw new Fault('refused', error.code, error.message, error.details);
  return results[0];
}
