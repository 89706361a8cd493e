/** Camera, album, scanner and drawings. */

import { dialogue, list, made, tappable, textField } from '../ui/sheet.mjs';
import { api, ApiFailure, wanted } from './api.mjs';

/** A file from the tester's disk; null if none was chosen. @param {{ count: number, accept: string }} told @returns {Promise<File[] | null>} */
function askFiles({ count, accept }) {
  const field = document.createElement('input');
  Object.assign(field, { type: 'file', accept, multiple: count > 1, className: 'ui-file' });
  document.body.append(field);
  return new Promise((resolve) => {
    field.addEventListener('change', () => resolve([...(field.files ?? [])].slice(0, count)));
    field.addEventListener('cancel', () => resolve(null));
    field.click();
  }).finally(() => field.remove());
}

/** A picture as a camera would take it, told apart from others by its time. @param {string} text @returns {Promise<Blob>} */
async function photograph(text) {
  const canvas = Object.assign(document.createElement('canvas'), { width: 1600, height: 1200 });
  const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  const light = pen.createLinearGradient(0, 0, 1600, 1200);
  light.addColorStop(0, '#d8c3a5');
  light.addColorStop(1, '#8e8d8a');
  pen.fillStyle = light;
  pen.fillRect(0, 0, 1600, 1200);
  pen.fillStyle = '#b98b5e';
  pen.fillRect(450, 350, 700, 560);
  pen.fillStyle = '#333';
  pen.font = '48px sans-serif';
  pen.fillText(text, 480, 640);
  return blobOf(canvas, 'image/jpeg', 0.9);
}

/** @param {HTMLCanvasElement} canvas @param {string} type @param {number} [quality] @returns {Promise<Blob>} */
function blobOf(canvas, type, quality) {
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new ApiFailure('draw canvas failed'))), type, quality);
  });
}

/** @param {any} phone @param {string} src @returns {Promise<HTMLImageElement>} */
async function loaded(phone, src) {
  const picture = new Image();
  picture.src = phone.files.address(src);
  try {
    await picture.decode();
  } catch {
    throw new ApiFailure(`file not found: ${src}`);
  }
  return picture;
}

/** 0: the camera, 1: a file, -1: neither. @param {string[]} types */
async function sourceOf(types) {
  if (!types.includes('camera')) return 1;
  if (types.includes('album')) return list(['拍一张（模拟）', '从文件选择'], '照片');
  return (await dialogue({ title: '相机（模拟）', body: made('div', 'ui-viewfinder'), confirmText: '拍照' })) ? 0 : -1;
}

/** What a camera could be pointed at: the numbers like those of parcels on this phone and on the one beside it. */
function codesInSight() {
  const phones = Array.from({ length: parent.length }, (_, index) => parent[index]);
  const text = [window, ...phones].map((each) => [...each.document.querySelectorAll('wx-page')].map((page) => page.textContent).join('\n')).join('\n');
  const codes = text.match(/\b[A-Z]{2}(?: ?\d){10,14}(?![\d*])/g) ?? [];
  return [...new Set(codes.map((code) => code.replaceAll(' ', '')))].slice(0, 6);
}

/** @param {any} phone */
export function media(phone) {
  const kept = (/** @type {Blob} */ blob, /** @type {string} */ suffix) => phone.files.keepTemporary(blob, suffix);
  return {
    chooseMedia: api('chooseMedia', async ({ count = 9, mediaType = ['image', 'video'], sourceType = ['album', 'camera'] }) => {
      if (count < 1 || count > 20) throw new ApiFailure('parameter error: count should be between 1 and 20');
      const source = await sourceOf(sourceType);
      if (source < 0) throw new ApiFailure('cancel');
      const accept = mediaType.map((/** @type {string} */ type) => `${type === 'mix' ? 'image' : type}/*`).join(',');
      const files = source === 0 ? [await photograph(new Date().toLocaleString('zh-CN'))] : await askFiles({ count, accept });
      if (!files?.length) throw new ApiFailure('cancel');
      const tempFiles = files.map((file) => ({
        tempFilePath: kept(file, file.type === 'image/png' ? '.png' : '.jpg'),
        size: file.size,
        fileType: file.type.startsWith('video') ? 'video' : 'image',
      }));
      return { type: tempFiles[0].fileType, tempFiles };
    }),
    chooseMessageFile: api('chooseMessageFile', async ({ count, type = 'all', extension = [] }) => {
      if (!(count >= 1 && count <= 100)) throw new ApiFailure('parameter error: count should be between 1 and 100');
      const accept = type === 'file' ? extension.map((/** @type {string} */ each) => `.${each}`).join(',') : '';
      const files = await askFiles({ count, accept });
      if (!files?.length) throw new ApiFailure('cancel');
      const tempFiles = files.map((file) => ({
        name: file.name, path: kept(file, `.${file.name.split('.').pop()}`), size: file.size, time: Math.floor(file.lastModified / 1_000), type: 'file',
      }));
      return { tempFiles };
    }),
    compressImage: api('compressImage', async (options) => {
      wanted(options, { src: 'string' });
      const picture = await loaded(phone, options.src);
      const { naturalWidth: width, naturalHeight: height } = picture;
      const scale = Math.min(1, (options.compressedWidth ?? width) / width, (options.compressedHeight ?? height) / height);
      const canvas = Object.assign(document.createElement('canvas'), { width: Math.round(width * scale), height: Math.round(height * scale) });
      canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height);
      return { tempFilePath: kept(await blobOf(canvas, 'image/jpeg', (options.quality ?? 80) / 100), '.jpg') };
    }),
    getImageInfo: api('getImageInfo', async (options) => {
      wanted(options, { src: 'string' });
      const { naturalWidth: width, naturalHeight: height } = await loaded(phone, options.src);
      return { width, height, path: options.src, orientation: 'up', type: 'jpeg' };
    }),
    scanCode: api('scanCode', async () => {
      const field = textField({ placeholder: '输入码的内容', className: 'ui-scan' });
      const body = made('div', 'ui-viewfinder');
      body.append(...codesInSight().map((code) => tappable(code, 'ui-code', () => void (field.value = code))), field);
      if (!(await dialogue({ title: '扫一扫', body, confirmText: '扫到了' }))) throw new ApiFailure('cancel');
      if (!field.value.trim()) throw new ApiFailure('no code was found');
      return { result: field.value.trim(), scanType: 'CODE_128', charSet: 'utf-8', path: '', rawData: btoa(encodeURIComponent(field.value)) };
    }),
    canvasToTempFilePath: api('canvasToTempFilePath', async ({ canvas, fileType = 'png', quality = 1, destWidth, destHeight }) => {
      if (!(canvas instanceof HTMLCanvasElement)) throw new ApiFailure('canvas is empty');
      const wide = Object.assign(document.createElement('canvas'), { width: destWidth ?? canvas.width, height: destHeight ?? canvas.height });
      wide.getContext('2d')?.drawImage(canvas, 0, 0, wide.width, wide.height);
      return { tempFilePath: kept(await blobOf(wide, fileType === 'jpg' ? 'image/jpeg' : 'image/png', quality), `.${fileType}`) };
    }),
  };
}
