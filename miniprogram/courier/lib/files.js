/** Pictures that wait to be uploaded: kept out of the temporary folder, which WeChat empties as it likes. */

import { newId } from '../../lib/ids.js';

/**
 * @typedef {object} KeptFile
 * @property {string} path
 * @property {'photo' | 'signature'} kind
 * @property {string} contentType
 * @property {number} size exact, as the server will check it
 * @property {string} [key] the server's name for it, once it has been uploaded
 */

const PHOTO_QUALITY = 70;
const PHOTO_WIDTH = 1280;

/** A copy of its own, so that taking a deed back leaves the page's picture. @param {string} tempPath @param {'photo' | 'signature'} kind @returns {Promise<KeptFile>} */
export async function keepFile(tempPath, kind) {
  const path = `${wx.env.USER_DATA_PATH}/${newId(Date.now())}`;
  await new Promise((resolve, reject) => {
    wx.getFileSystemManager().copyFile({ srcPath: tempPath, destPath: path, success: resolve, fail: reject });
  });
  const content = await contentOf(path);
  return { path, kind, contentType: typeOf(new Uint8Array(content)), size: content.byteLength };
}

/** Removing what is gone already is no trouble. @param {KeptFile[]} files */
export async function dropFiles(files) {
  const removed = files.map(
    ({ path }) => new Promise((resolve) => wx.getFileSystemManager().unlink({ filePath: path, complete: resolve })),
  );
  await Promise.all(removed);
}

/** A photo small enough for a slow net. @param {string} path @returns {Promise<string>} */
export async function compressed(path) {
  const { tempFilePath } = await wx.compressImage({ src: path, quality: PHOTO_QUALITY, compressedWidth: PHOTO_WIDTH });
  return tempFilePath;
}

/** @param {string} path @returns {Promise<ArrayBuffer>} */
async function contentOf(path) {
  const { data } = await new Promise((resolve, reject) => {
    wx.getFileSystemManager().readFile({ filePath: path, success: resolve, fail: reject });
  });
  return data;
}

/** By its first bytes, as the server looks at it. @param {Uint8Array} bytes */
function typeOf(bytes) {
  if (bytes[0] === 0x89 && bytes[1] === 0x50) return 'image/png';
  if (bytes[0] === 0x52 && bytes[1] === 0x49) return 'image/webp';
  return 'image/jpeg';
}
