/** Bluetooth Low Energy with two label printers in reach: what they print comes out on paper, above the page. */

import { dialogue, list, made } from '../ui/sheet.mjs';
import { api, ApiFailure, listeners, wanted } from './api.mjs';

const SERVICE = '000018F0-0000-1000-8000-00805F9B34FB';
const CHARACTERISTIC = '00002AF1-0000-1000-8000-00805F9B34FB';
const SMALLEST_MTU = 23;
const LARGEST_MTU = 512;
/** The second one's battery ends after so many bytes. */
const PRINTERS = [
  { deviceId: 'AA:00:00:00:00:01', name: 'QR-386A 面单机', RSSI: -48, advertisServiceUUIDs: [SERVICE], lasts: Infinity },
  { deviceId: 'AA:00:00:00:00:02', name: 'QR-386A 电量不足', RSSI: -60, advertisServiceUUIDs: [SERVICE], lasts: 900 },
];
const refused = {
  notInit: () => new ApiFailure('not init', { errCode: 10000 }),
  notAvailable: () => new ApiFailure('not available', { errCode: 10001 }),
  noDevice: () => new ApiFailure('no device', { errCode: 10002 }),
  noConnection: () => new ApiFailure('no connection', { errCode: 10006 }),
};

/** The pages of a TSPL job: their bits, a row after the other, black where a bit is 0. @param {Uint8Array} job */
function pagesOf(job) {
  const text = new TextDecoder('latin1').decode(job);
  const pages = [];
  for (const found of text.matchAll(/BITMAP 0,0,(\d+),(\d+),0,/g)) {
    const [bytes, rows] = [Number(found[1]), Number(found[2])];
    const start = found.index + found[0].length;
    if (start + bytes * rows <= job.length) pages.push({ bytes, rows, bits: job.subarray(start, start + bytes * rows) });
  }
  return pages;
}

/** A page as it comes out of the printer. @param {{ bytes: number, rows: number, bits: Uint8Array }} page */
function paper({ bytes, rows, bits }) {
  const canvas = Object.assign(document.createElement('canvas'), { width: bytes * 8, height: rows, className: 'ui-paper' });
  canvas.style.width = '100%';
  const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  const picture = pen.createImageData(bytes * 8, rows);
  for (let at = 0; at < bytes * 8 * rows; at += 1) {
    const white = (bits[at >> 3] >> (7 - (at & 7))) & 1;
    picture.data.set([white * 255, white * 255, white * 255, 255], at * 4);
  }
  pen.putImageData(picture, 0, 0);
  return canvas;
}

/** @param {any} _phone */
export function bluetooth(_phone) {
  const [found, changed] = [listeners(), listeners()];
  let open = false;
  /** @type {typeof PRINTERS[number] | null} */
  let printer = null;
  let mtu = SMALLEST_MTU;
  /** @type {number[]} */
  let received = [];
  const ready = () => {
    if (!open) throw refused.notInit();
  };
  const connected = (/** @type {any} */ options) => {
    ready();
    wanted(options, { deviceId: 'string' });
    if (printer?.deviceId !== options.deviceId) throw refused.noConnection();
  };
  const cut = () => {
    const { deviceId } = /** @type {typeof PRINTERS[number]} */ (printer);
    printer = null;
    changed.send({ deviceId, connected: false });
  };

  /** What was received is printed as soon as it ends. */
  const print = () => {
    const job = Uint8Array.from(received);
    if (!new TextDecoder('latin1').decode(job.subarray(-16)).includes('PRINT 1')) return;
    received = [];
    const body = made('div', 'ui-papers');
    body.append(...pagesOf(job).map(paper));
    void dialogue({ title: '打印机出纸（模拟）', body, confirmText: '撕下', showCancel: false });
  };

  return {
    base64ToArrayBuffer: (/** @type {string} */ text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer,
    openBluetoothAdapter: api('openBluetoothAdapter', async () => {
      if (open) return {};
      const state = await list(['蓝牙已打开', '蓝牙未打开'], '手机蓝牙（模拟）');
      if (state < 0) throw new ApiFailure('auth deny', { errno: 103 });
      if (state === 1) throw refused.notAvailable();
      open = true;
      return {};
    }),
    closeBluetoothAdapter: api('closeBluetoothAdapter', () => {
      ready();
      [open, printer, received, mtu] = [false, null, [], SMALLEST_MTU];
      return {};
    }),
    startBluetoothDevicesDiscovery: api('startBluetoothDevicesDiscovery', () => {
      ready();
      setTimeout(() => found.send({ devices: PRINTERS.map(({ lasts: _lasts, ...device }) => device) }), 200);
      return { isDiscovering: true };
    }),
    stopBluetoothDevicesDiscovery: api('stopBluetoothDevicesDiscovery', () => {
      ready();
      return {};
    }),
    onBluetoothDeviceFound: found.on,
    offBluetoothDeviceFound: found.off,
    createBLEConnection: api('createBLEConnection', (options) => {
      ready();
      wanted(options, { deviceId: 'string' });
      printer = PRINTERS.find((each) => each.deviceId === options.deviceId) ?? null;
      if (!printer) throw refused.noDevice();
      received = [];
      return {};
    }),
    closeBLEConnection: api('closeBLEConnection', (options) => {
      connected(options);
      cut();
      return {};
    }),
    setBLEMTU: api('setBLEMTU', (options) => {
      connected(options);
      wanted(options, { mtu: 'number' });
      mtu = Math.min(LARGEST_MTU, Math.max(SMALLEST_MTU, options.mtu));
      return { mtu };
    }),
    getBLEDeviceServices: api('getBLEDeviceServices', (options) => {
      connected(options);
      return { services: [{ uuid: SERVICE, isPrimary: true }] };
    }),
    getBLEDeviceCharacteristics: api('getBLEDeviceCharacteristics', (options) => {
      connected(options);
      if (options.serviceId !== SERVICE) throw new ApiFailure('no service', { errCode: 10004 });
      return { characteristics: [{ uuid: CHARACTERISTIC, properties: { write: true, read: false, notify: false, indicate: false } }] };
    }),
    writeBLECharacteristicValue: api('writeBLECharacteristicValue', async (options) => {
      connected(options);
      if (options.characteristicId !== CHARACTERISTIC) throw new ApiFailure('no characteristic', { errCode: 10005 });
      if (!(options.value instanceof ArrayBuffer)) throw new ApiFailure('invalid data, check if it is hexadecimal', { errCode: 10013 });
      if (options.value.byteLength > mtu - 3) throw new ApiFailure('writeBLECharacteristicValue error: too long for the mtu', { errCode: 10013 });
      received.push(...new Uint8Array(options.value));
      if (received.length > /** @type {typeof PRINTERS[number]} */ (printer).lasts) {
        cut();
        throw refused.noConnection();
      }
      print();
      return {};
    }),
    onBLEConnectionStateChange: changed.on,
    offBLEConnectionStateChange: changed.off,
  };
}
