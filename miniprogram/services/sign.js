/** Pictures that prove something about a parcel: sent to the file store, then confirmed; the deeds they prove follow. */

import { call } from '../call.js';
import { upload } from '../lib/uploads.js';

/** @typedef {import('../session.js').As} As */
/** @typedef {{ path: string, kind: 'photo' | 'signature' | 'own_signature' | 'receipt', contentType: string, size: number }} Picture */

const REQUEST = { fn: 'sign', action: 'request_upload', http: 'POST /parcels/<waybill_no>/uploads' };
const CONFIRM = { fn: 'sign', action: 'confirm_upload', http: 'POST /parcels/<waybill_no>/uploads/confirmation', once: true };

/** @param {string} waybillNo @param {Picture} picture @param {As} as @returns {Promise<string>} its key, to be confirmed */
export async function uploadPicture(waybillNo, { path, kind, contentType, size }, as) {
  const grant = await call({ ...REQUEST, as }, { waybill_no: waybillNo, kind, content_type: contentType, size });
  return upload(grant, path);
}

/** @param {string} waybillNo @param {string[]} keys @param {As} as */
export async function confirmPictures(waybillNo, keys, as) {
  await call({ ...CONFIRM, as }, { waybill_no: waybillNo, keys });
}

/** Pictures at once, for whoever has the net. @param {string} waybillNo @param {Picture[]} pictures @param {As} as @returns {Promise<string[]>} their keys */
export async function sendPictures(waybillNo, pictures, as) {
  if (!pictures.length) return [];
  const keys = await Promise.all(pictures.map((each) => uploadPicture(waybillNo, each, as)));
  await confirmPictures(waybillNo, keys, as);
  return keys;
}
