/** What a courier loads in the morning: the outlet's released plan, ticked off scan by scan. */

import assert from 'node:assert/strict';
import { courierPhone, withPhones, world } from './support/world.mjs';

const OUTLET = 'GZ-TH-1';
const MANAGER_NUMBER = '19900001019';

/** A parcel back at its outlet, to be brought from there. @param {string} manager session */
async function lyingAtTheOutlet(manager) {
  const waybillNo = await world.people.order(world.customer);
  await world.people.pickedUp(world.courier, waybillNo);
  for (const step of ['departed', 'arrived']) await world.people.scanned(manager, waybillNo, step);
  return waybillNo;
}

withPhones('a courier scans what the outlet has planned for them, and is told what is not in the plan', async () => {
  const { people } = world;
  const manager = await people.staff('test-manager', MANAGER_NUMBER);
  const planned = [await lyingAtTheOutlet(manager), await lyingAtTheOutlet(manager)];
  const { version } = await people.call('POST', `/outlets/${OUTLET}/tours`, { session: manager, body: {} });
  await people.call('POST', `/outlets/${OUTLET}/tours/release`, { session: manager, body: { version } });
  const other = await people.order(world.customer);
  await people.pickedUp(world.courier, other);
  const courier = await courierPhone();
  await courier.go('courier/pages/departure/index');
  await courier.sees('安排给您的还差 2 票');
  await courier.picture('.local/screenshots/departure_planned.png');
  for (const number of [planned[0], other]) {
    await courier.write('WB 开头，共 14 位', number);
    await courier.tap('添加');
  }
  await courier.sees('安排给您的还差 1 票');
  await courier.sees('不在安排里');
  assert.equal(await courier.on('.unplanned').count(), 1, 'only the parcel of no plan is marked');
  await courier.write('WB 开头，共 14 位', planned[1]);
  await courier.tap('添加');
  await courier.sees('安排给您的已全部扫描');
  await courier.picture('.local/screenshots/departure_done.png');
});
