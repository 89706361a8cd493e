/** Documents as people see them: fetched, then opened by WeChat's own reader. */

import { Fault } from './fault.js';

/** @param {string} url @param {'pdf' | 'xlsx'} [fileType] */
export async function openPaper(url, fileType = 'pdf') {
  const path = await fetched(url);
  await new Promise((resolve, reject) => {
    wx.openDocument({
      filePath: path,
      fileType,
      showMenu: true,
      success: resolve,
      fail: () => reject(new Fault('server', 'PAPER_UNREADABLE', '文件没能打开，请稍后重试')),
    });
  });
}

/** @param {string} url @returns {Promise<string>} a temporary path */
function fetched(url) {
  return new Promise((resolve, reject) => {
    wx.downloadFile({
      url,
      success: ({ statusCode, tempFilePath }) =>
        statusCode < 300 ? resolve(tempFilePath) : reject(new Fault('server', 'PAPER_NOT_FETCHED', '文件没能下载，请稍后重试')),
      fail: () => reject(new Fault('network', 'PAPER_INTERRUPTED', '下载中断，请检查网络后重试')),
    });
  });
}
