/** The same pages with every call as a cloud function: by `wx.cloud.callFunction`, into the Lambda Invoke API. */

import assert from 'node:assert/strict';
import { customerPhone, withPhones, world } from './support/world.mjs';

const ORDERS = 'pages/orders/index';

withPhones('a customer finds an order and opens it, with cloud functions only', async () => {
  const waybillNo = await world.people.order(world.customer);
  const phone = await customerPhone();
  /** @type {string[]} */
  const calls = [];
  phone.tab.on('request', (request) => calls.push(...(/_(?:to|cloud)\/[\w%.]+/.exec(request.url()) ?? [])));
  await phone.tab.goto(phone.tab.url().replace(/#.*/, `&transport=cloud#${ORDERS}`));
  await phone.ready();
  await phone.tab.evaluate(() => /** @type {any} */ (window).wx.clearStorageSync());
  await phone.restart();
  await phone.tap(waybillNo.replace(/(.{4})(?=.)/g, '$1 '));
  await phone.sees('物流进度');
  const functions = new Set(calls);
  for (const each of ['_cloud/login', '_cloud/create_order', '_cloud/track']) assert.ok(functions.has(each), `${each} in ${[...functions]}`);
  assert.deepEqual([...functions].filter((each) => each.startsWith('_to/')), []);
});
