/** Pictures that wait to be uploaded: kept out of the temporary folder, which WeChat empties as it likes. */

import { newId } from '../../lib/ids.js';
import { compressed, contentTypeOf } from '../../lib/uploads.js';

/**
 * @typedef {object} KeptFile
 * @property {string} path
 * @property {'photo' | 'signature' | 'receipt'} kind
 * @property {string} contentType
 * @property {number} size exact, as the server will check it
 * @property {string} [key] the server's name for it, once it has been uploaded
 */

/** Sharp enough to read a door number, small enough for a slow net. */
const PHOTO = { quality: 70, width: 1280 };

/** A copy of its own, so that taking a deed back leaves the page's picture. @param {string} tempPath @param {KeptFile['kind']} kind @returns {Promise<KeptFile>} */
export async function keepFile(tempPath, kind) {
  const path = `${wx.env.USER_DATA_PATH}/${newId(Date.now())}`;
  await new Promise((resolve, reject) => {
    wx.getFileSystemManager().copyFile({ srcPath: tempPath, destPath: path, success: resolve, fail: reject });
  });
  return { path, kind, ...(await contentTypeOf(path)) };
}

/** Removing what is gone already is no trouble. @param {KeptFile[]} files */
export async function dropFiles(files) {
  const removed = files.map(
    ({ path }) => new Promise((resolve) => wx.getFileSystemManager().unlink({ filePath: path, complete: resolve })),
  );
  await Promise.all(removed);
}

/** A photo of what is at the door, taken now and made small. @returns {Promise<string>} its temporary path */
export async function photographed() {
  const { tempFiles } = await wx.chooseMedia({ count: 1, mediaType: ['image'], sourceType: ['camera'] });
  return compressed(tempFiles[0].tempFilePath, PHOTO);
}
