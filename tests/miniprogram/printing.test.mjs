/** A label on its way to the printer: pieces that fit, in order; what the courier is told when it does not get there. */

import assert from 'node:assert/strict';
import test from 'node:test';
import { findPrinters, piecesOf, print, printerProblem } from '../../miniprogram/courier/printing.js';

const JOB = Uint8Array.from({ length: 1_000 }, (_, at) => at % 256).buffer;

/** A printer that takes so many bytes. @param {{ mtu?: number, lasts?: number, deaf?: boolean }} how */
function printer({ mtu = 247, lasts = Infinity, deaf = false } = {}) {
  /** @type {number[]} */
  const got = [];
  /** @type {string[]} */
  const calls = [];
  const said = (/** @type {string} */ name, /** @type {any} */ answer = {}) => async () => {
    calls.push(name);
    return answer;
  };
  globalThis.wx = /** @type {any} */ ({
    openBluetoothAdapter: said('open'),
    createBLEConnection: said('connect'),
    closeBLEConnection: said('close'),
    setBLEMTU: async () => (mtu ? { mtu } : Promise.reject({ errMsg: 'setBLEMTU:fail', errCode: 10008 })),
    getBLEDeviceServices: said('services', { services: [{ uuid: 'A' }, { uuid: 'B' }] }),
    getBLEDeviceCharacteristics: async (/** @type {any} */ { serviceId }) => ({
      characteristics: [{ uuid: `${serviceId}1`, properties: { write: serviceId === 'B' && !deaf } }],
    }),
    writeBLECharacteristicValue: async (/** @type {any} */ { value, serviceId }) => {
      assert.equal(serviceId, 'B');
      if (got.length + value.byteLength > lasts) throw { errMsg: 'writeBLECharacteristicValue:fail no connection', errCode: 10006 };
      got.push(...new Uint8Array(value));
    },
  });
  return { got, calls };
}

test('a job is cut into pieces that the connection holds, and comes out whole', () => {
  for (const [mtu, most] of [[247, 244], [23, 20], [5, 20]]) {
    const pieces = piecesOf(JOB, mtu);
    assert.ok(pieces.every((piece) => piece.byteLength <= most));
    assert.deepEqual(pieces.flatMap((piece) => [...new Uint8Array(piece)]), [...new Uint8Array(JOB)]);
  }
});

test('a job is written in order to the place that takes it, and the connection is closed', async () => {
  const { got, calls } = printer();
  /** @type {number[]} */
  const shares = [];
  await print('P', JOB, (share) => void shares.push(share));
  assert.deepEqual(got, [...new Uint8Array(JOB)]);
  assert.deepEqual([shares.at(-1), calls.at(-1)], [1, 'close']);
});

test('where the size of pieces cannot be asked for, the smallest is taken', async () => {
  const { got } = printer({ mtu: 0 });
  await print('P', JOB, () => undefined);
  assert.equal(got.length, 1_000);
});

test('a printer that is lost in the middle says what to do, and its connection is closed', async () => {
  const { calls } = printer({ lasts: 500 });
  await assert.rejects(print('P', JOB, () => undefined), (problem) => printerProblem(problem) === '打印机已断开，请检查电量和距离后重新打印');
  assert.equal(calls.at(-1), 'close');
});

test('a device that takes nothing is no printer', async () => {
  printer({ deaf: true });
  await assert.rejects(print('P', JOB, () => undefined), (problem) => printerProblem(problem) === '这台设备不是面单打印机，请换一台');
});

test('printers that are told of one after the other are all found, those without a name are not', async (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  /** @type {(found: any) => void} */
  let tellOf = () => undefined;
  globalThis.wx = /** @type {any} */ ({
    openBluetoothAdapter: async () => undefined,
    onBluetoothDeviceFound: (/** @type {any} */ listener) => void (tellOf = listener),
    offBluetoothDeviceFound: () => undefined,
    startBluetoothDevicesDiscovery: async () => undefined,
    stopBluetoothDevicesDiscovery: async () => undefined,
  });
  /** @type {string[]} */
  let names = [];
  const looked = findPrinters((printers) => void (names = printers.map(({ name }) => name)));
  await Promise.resolve();
  tellOf({ devices: [{ deviceId: 'X', name: '' }] });
  tellOf({ devices: [{ deviceId: 'A', name: '甲' }] });
  tellOf({ devices: [{ deviceId: 'B', localName: '乙' }] });
  context.mock.timers.tick(2_000);
  await looked;
  assert.deepEqual(names, ['甲', '乙']);

  const alone = findPrinters(() => undefined);
  await Promise.resolve();
  context.mock.timers.tick(8_000);
  await assert.rejects(alone, (problem) => printerProblem(problem) === '没有找到打印机，请确认已开机并靠近手机');
});

test('what is refused before it began has its own words', async () => {
  globalThis.wx = /** @type {any} */ ({ openBluetoothAdapter: () => Promise.reject({ errMsg: 'openBluetoothAdapter:fail not available', errCode: 10001 }) });
  await assert.rejects(findPrinters(() => undefined), (problem) => printerProblem(problem) === '请打开手机蓝牙后再试');
  assert.equal(printerProblem({ errMsg: 'openBluetoothAdapter:fail auth deny', errno: 103 }), '请允许使用蓝牙后再试');
  assert.equal(printerProblem({}), '打印没有完成，请重试');
});
