/** A courier's labels on a Bluetooth printer: found, chosen, printed, lost in the middle, printed again. */

import assert from 'node:assert/strict';
import { card, spaced } from './support/steps.mjs';
import { seesSoon } from './support/troubles.mjs';
import { courierPhone, withPhones, world } from './support/world.mjs';

withPhones('a label comes out of the printer, is lost on a weak one and printed again', async () => {
  const waybillNo = await world.people.delivery(world.customer, world.courier);
  const courier = await courierPhone();
  await courier.sees(spaced(waybillNo));
  await courier.tap('打印面单');
  await courier.tap('查找');
  await courier.answer('蓝牙未打开');
  await seesSoon(courier, '请打开手机蓝牙后再试');
  await courier.tap('查找');
  await courier.answer('蓝牙已打开');
  await courier.tap('QR-386A 电量不足');
  await courier.tapOn(`${card(waybillNo)} >> text=打印`);
  await seesSoon(courier, '打印机已断开，请检查电量和距离后重新打印');
  await courier.tap('换一台');
  await courier.tap('QR-386A 面单机');
  await courier.tapOn(`${card(waybillNo)} >> text=打印`);
  const paper = courier.tab.locator('canvas.ui-paper');
  await paper.waitFor();
  const black = await paper.evaluate((canvas) => {
    const { width, height } = /** @type {HTMLCanvasElement} */ (canvas);
    const { data } = /** @type {any} */ (canvas).getContext('2d').getImageData(0, 0, width, height);
    return data.filter((/** @type {number} */ each, /** @type {number} */ at) => at % 4 === 0 && each === 0).length / (width * height);
  });
  assert.ok(black > 0.01 && black < 0.5, `a label is neither empty nor black: ${black}`);
  await courier.picture('.local/screenshots/printed_label.png');
  await courier.answer('撕下');
  await courier.sees(/已打印 2 次/);
}, 120_000);

withPhones('all labels of the day come out one after the other', async () => {
  const numbers = [await world.people.delivery(world.customer, world.courier), await world.people.delivery(world.customer, world.courier)];
  const courier = await courierPhone();
  for (const waybillNo of numbers) await courier.sees(spaced(waybillNo));
  await courier.tap('打印面单');
  await courier.tap('查找');
  await courier.answer('蓝牙已打开');
  await courier.tap('QR-386A 面单机');
  await courier.tap(/^全部打印/);
  for (const waybillNo of numbers) await courier.has(`${card(waybillNo)} >> text=/已打印 1 次/`);
  await courier.seesNoMore(/^正在打印/);
}, 120_000);
