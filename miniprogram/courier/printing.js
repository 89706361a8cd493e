/** Labels on a Bluetooth printer: found, connected, and written to in pieces that fit, one after the other. */

const SEARCHED_MS = 8_000;
/** Phones tell of devices one by one: the others nearby answer within this time after the first. */
const OTHERS_MS = 2_000;
const WISHED_MTU = 247;
const SMALLEST_MTU = 23;
const HEADER = 3; // of each write

/** What a courier reads; the step that follows is theirs. */
const TEXTS = {
  10001: '请打开手机蓝牙后再试',
  10003: '连接失败，请确认打印机已开机并靠近手机',
  10004: '这台设备不是面单打印机，请换一台',
  10005: '这台设备不是面单打印机，请换一台',
  10006: '打印机已断开，请检查电量和距离后重新打印',
  10012: '打印机没有回应，请重启打印机后再试',
};
const DENIED = '请允许使用蓝牙后再试';
const NONE = '没有找到打印机，请确认已开机并靠近手机';
const FAILED = '打印没有完成，请重试';

/** @typedef {{ deviceId: string, name: string }} Printer */

/** What to tell the courier about something that WeChat refused. @param {any} problem */
export function printerProblem(problem) {
  if (String(problem?.errMsg).includes('auth')) return DENIED;
  return TEXTS[/** @type {keyof typeof TEXTS} */ (problem?.errCode)] ?? problem?.text ?? FAILED;
}

/** The pieces that one write may hold. @param {ArrayBuffer} job @param {number} mtu @returns {ArrayBuffer[]} */
export function piecesOf(job, mtu) {
  const most = Math.max(SMALLEST_MTU, mtu) - HEADER;
  return Array.from({ length: Math.ceil(job.byteLength / most) }, (_, at) => job.slice(at * most, (at + 1) * most));
}

/**
 * Printers nearby, told as they are found; ends a moment after the first, or after a while without any.
 * @param {(printers: Printer[]) => void} tell
 * @param {Promise<void>} [chosen] ends it sooner
 */
export async function findPrinters(tell, chosen) {
  await wx.openBluetoothAdapter();
  /** @type {Map<string, Printer>} */
  const known = new Map();
  const looked = new Promise((resolve, reject) => {
    const late = setTimeout(() => reject({ text: NONE }), SEARCHED_MS);
    wx.onBluetoothDeviceFound(({ devices }) => {
      const before = known.size;
      for (const { deviceId, name, localName } of devices) {
        if (name || localName) known.set(deviceId, { deviceId, name: name || localName });
      }
      tell([...known.values()]);
      if (before || !known.size) return;
      clearTimeout(late);
      setTimeout(resolve, OTHERS_MS);
    });
    wx.startBluetoothDevicesDiscovery({}).catch((problem) => {
      clearTimeout(late);
      reject(problem);
    });
  });
  await Promise.race([looked, ...(chosen ? [chosen] : [])]).finally(() => {
    wx.offBluetoothDeviceFound();
    void wx.stopBluetoothDevicesDiscovery().catch(() => undefined); // it may have ended by itself
  });
}

/** Where a printer takes what it prints. @param {string} deviceId */
async function inlet(deviceId) {
  const { services } = await wx.getBLEDeviceServices({ deviceId });
  for (const { uuid: serviceId } of services) {
    const { characteristics } = await wx.getBLEDeviceCharacteristics({ deviceId, serviceId });
    const found = characteristics.find(({ properties }) => properties.write);
    if (found) return { deviceId, serviceId, characteristicId: found.uuid };
  }
  throw { errCode: 10005 };
}

/** Print a job on a printer; `told` hears the share that is done. @param {string} deviceId @param {ArrayBuffer} job @param {(share: number) => void} told */
export async function print(deviceId, job, told) {
  await wx.openBluetoothAdapter();
  await wx.createBLEConnection({ deviceId, timeout: 10_000 });
  try {
    const to = await inlet(deviceId);
    // iOS settles the size by itself and refuses to be asked; then the smallest always fits.
    const { mtu } = /** @type {any} */ (await wx.setBLEMTU({ deviceId, mtu: WISHED_MTU }).catch(() => ({ mtu: SMALLEST_MTU })));
    const pieces = piecesOf(job, mtu);
    for (const [at, value] of pieces.entries()) {
      await wx.writeBLECharacteristicValue({ ...to, value });
      told((at + 1) / pieces.length);
    }
  } finally {
    await wx.closeBLEConnection({ deviceId }).catch(() => undefined); // it may have gone already
  }
}
