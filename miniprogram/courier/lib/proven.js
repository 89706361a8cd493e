/** Pictures of what was done, sent before the fact that they prove. */

import { Fault } from '../../lib/fault.js';
import { confirmPictures, uploadPicture } from '../../services/sign.js';

/** @typedef {import('../outbox.js').Entry} Entry */

/** The keys of the entry's pictures, each uploaded and confirmed. @param {Entry} entry @param {() => void} save */
export async function proven(entry, save) {
  if (!entry.files.length) return [];
  for (const file of entry.files.filter((each) => !each.key)) {
    file.key = await uploadPicture(entry.waybillNo, file, 'courier');
    save();
  }
  const keys = entry.files.map((each) => String(each.key));
  try {
    await confirmPictures(entry.waybillNo, keys, 'courier');
  } catch (error) {
    if (error instanceof Fault && error.code.startsWith('UPLOAD_')) startAgain(entry, save);
    throw error;
  }
  return keys;
}

/** A grant lives ten minutes: what was not confirmed in time is uploaded anew. @param {Entry} entry @param {() => void} save */
function startAgain(entry, save) {
  for (const file of entry.files) delete file.key;
  save();
  throw new Fault('server', 'UPLOAD_AGAIN', '图片需要重新上传');
}
