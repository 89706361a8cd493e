/** The file system manager, temporary files and those a phone keeps; and WeChat's own reader of documents. */

import { dialogue, made } from '../ui/sheet.mjs';
import { api, ApiFailure, wanted } from './api.mjs';

const DOCUMENTS = ['doc', 'docx', 'xls', 'xlsx', 'ppt', 'pptx', 'pdf'];

/** @param {any} phone */
export function files(phone) {
  const present = async (/** @type {string} */ path) => {
    const blob = await phone.files.get(path);
    if (!blob) throw new ApiFailure(`no such file or directory, open "${path}"`);
    return blob;
  };
  const manager = {
    access: api('access', async ({ path }) => void (await present(path))),
    getFileInfo: api('getFileInfo', async ({ filePath }) => ({ size: (await present(filePath)).size })),
    readFile: api('readFile', async ({ filePath, encoding }) => {
      const blob = await present(filePath);
      if (!encoding) return { data: await blob.arrayBuffer() };
      if (encoding !== 'base64') return { data: await blob.text() };
      const bytes = new Uint8Array(await blob.arrayBuffer());
      return { data: btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')) };
    }),
    saveFile: api('saveFile', async (options) => {
      wanted(options, { tempFilePath: 'string' });
      const blob = await present(options.tempFilePath);
      return { savedFilePath: await phone.files.keep(blob, options.filePath ?? options.tempFilePath.replace(/^.*tmp_/, 'wxfile://usr/')) };
    }),
    copyFile: api('copyFile', async ({ srcPath, destPath }) => void (await phone.files.keep(await present(srcPath), destPath))),
    unlink: api('unlink', async ({ filePath }) => {
      await present(filePath);
      await phone.files.remove(filePath);
    }),
  };
  return {
    getFileSystemManager: () => manager,
    openDocument: api('openDocument', async (options) => {
      wanted(options, { filePath: 'string' });
      const type = options.fileType ?? options.filePath.split('.').pop();
      if (!DOCUMENTS.includes(type)) throw new ApiFailure('filetype not supported');
      await present(options.filePath);
      const body = made('div', 'ui-choices');
      const link = Object.assign(made('a', 'ui-document', '在新窗口中查看'), { href: phone.files.address(options.filePath), target: '_blank' });
      body.append(link);
      void dialogue({ title: `文档（${type}）`, body, showCancel: false, confirmText: '关闭' });
    }),
  };
}
