/** Pictures on their way to the file store. */

import { Fault } from './fault.js';

const UPLOAD_TIMEOUT_MS = 60_000;

/** Small enough for a slow net. @param {string} path @param {{ quality: number, width: number }} most @returns {Promise<string>} */
export async function compressed(path, { quality, width }) {
  const { tempFilePath } = await wx.compressImage({ src: path, quality, compressedWidth: width });
  return tempFilePath;
}

/** What it is by its first bytes, as the server looks at it, and its exact size. @param {string} path */
export async function contentTypeOf(path) {
  const { data } = await new Promise((resolve, reject) => {
    wx.getFileSystemManager().readFile({ filePath: path, success: resolve, fail: reject });
  });
  const bytes = new Uint8Array(data);
  return { contentType: typeOf(bytes), size: bytes.byteLength };
}

/** @param {Uint8Array} bytes */
function typeOf(bytes) {
  if (bytes[0] === 0x89 && bytes[1] === 0x50) return 'image/png';
  if (bytes[0] === 0x52 && bytes[1] === 0x49) return 'image/webp';
  return 'image/jpeg';
}

/**
 * @param {{ url: string, fields: Record<string, string>, key: string }} grant
 * @param {string} path
 * @returns {Promise<string>} the server's name for the picture
 */
export async function upload(grant, path) {
  const status = await new Promise((resolve, reject) => {
    wx.uploadFile({
      url: grant.url,
      filePath: path,
      name: 'file',
      formData: grant.fields,
      timeout: UPLOAD_TIMEOUT_MS,
      success: ({ statusCode }) => resolve(statusCode),
      fail: () => reject(new Fault('network', 'UPLOAD_INTERRUPTED', '图片上传中断，请重试')),
    });
  });
  if (status >= 300) throw new Fault('server', 'UPLOAD_FAILED', '图片上传失败，请重试');
  return grant.key;
}
