/** A customer watches on a map how the courier comes nearer. */

import assert from 'node:assert/strict';
import { toGcj02 } from '../../miniprogram/lib/coordinates.js';
import { CONSIGNEE, until } from './support/people.mjs';
import { opensParcel } from './support/troubles.mjs';
import { courierPhone, customerPhone, withPhones, world } from './support/world.mjs';

const DEGREES_A_METRE = 1 / 111_195;
/** Where the parcels of the tests go, as WeChat's maps have it. */
const DOOR = toGcj02(CONSIGNEE.location);

/** @param {import('./support/phone.mjs').Phone} phone @param {number} northM of the door */
async function walksTo(phone, northM) {
  const place = { name: '路上', address: '', latitude: DOOR.lat + northM * DEGREES_A_METRE, longitude: DOOR.lng, speed: 4 };
  await phone.tab.evaluate((where) => void (/** @type {any} */ (window).preview.phone.place = where), place);
}

/** What the page in the frame says of the way that is left, in metres. @param {import('./support/phone.mjs').Phone} phone */
async function metresLeft(phone) {
  const told = await phone.tab.frameLocator('.wx-page-holder:not([hidden]) iframe').locator('#detail').textContent();
  const [, number, unit] = /约 ([\d.]+) (米|公里)/.exec(told ?? '') ?? [];
  return number ? Number(number) * (unit === '公里' ? 1_000 : 1) : null;
}

withPhones('a customer watches the courier come nearer on a map', async () => {
  const waybillNo = await world.people.delivery(world.customer, world.courier);
  const [courier, customer] = await Promise.all([courierPhone(), customerPhone()]);
  await opensParcel(customer, waybillNo);
  await customer.tap('看位置');
  const frame = customer.tab.frameLocator('.wx-page-holder:not([hidden]) iframe');
  await frame.getByText('还没有收到快递员的位置，稍后会显示在这里').waitFor();
  await walksTo(courier, 2_600);
  await courier.tap('下班');
  await courier.tap('上班');
  await courier.answer('允许');
  await courier.answer('允许');
  await until('the courier is on the map, far away', async () => Number(await metresLeft(customer)) > 1_500);
  assert.equal(await frame.locator('.spot').count(), 2, 'the courier and the door');
  await customer.picture('.local/screenshots/live_far.png');
  await walksTo(courier, 300);
  await until('the courier is nearly there', async () => {
    const metres = await metresLeft(customer);
    return metres !== null && Math.abs(metres - 300) <= 10;
  });
  await customer.picture('.local/screenshots/live_near.png');
});
