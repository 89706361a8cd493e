/** A courier has the day's stops put in order, and a new pickup takes its place among them. */

import assert from 'node:assert/strict';
import { card, getsTask } from './support/steps.mjs';
import { until } from './support/people.mjs';
import { courierPhone, withPhones, world } from './support/world.mjs';

withPhones('the courier plans a tour, and a new pickup is put into it by itself', async () => {
  const deliveries = [await world.people.delivery(world.customer, world.courier), await world.people.delivery(world.customer, world.courier)];
  const courier = await courierPhone();
  for (const waybillNo of deliveries) await getsTask(courier, waybillNo);
  await courier.tap('规划路线');
  await courier.sees(/^\d+ 站，约 .*回到网点/);
  for (const waybillNo of deliveries) await courier.has(`${card(waybillNo)} >> text=/第 \\d+ 站 · 约 \\d\\d:\\d\\d 到/`);
  await courier.picture('.local/screenshots/tour_planned.png');
  const pickup = await world.people.order(world.customer);
  await world.people.assigned(world.courier, pickup);
  await until('the new pickup has a place in the tour', async () => {
    await courier.pullDown();
    return courier.on(`${card(pickup)} >> text=/第 \\d+ 站/`).count();
  });
  const planned = (await courier.on('.card >> text=/第 \\d+ 站/').allTextContents()).map((text) => Number(/第 (\d+) 站/.exec(text)?.[1]));
  assert.deepEqual(planned, [...planned].sort((one, other) => one - other), 'the list follows the tour');
  await courier.picture('.local/screenshots/tour_grown.png');
  await courier.tap('地图');
  const frame = courier.tab.frameLocator('.wx-page-holder:not([hidden]) iframe');
  await frame.getByText(/^还有 \d+ 站$/).waitFor();
  assert.equal(await frame.locator('.spot').count() >= 2, true, 'a marker for each stop');
  await courier.picture('.local/screenshots/tour_map.png');
});
