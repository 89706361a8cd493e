/** The whole way: a customer sends a parcel, a courier fetches and delivers it, the customer reads about it. */

import assert from 'node:assert/strict';
import { CONSIGNEE, CONSIGNOR, PASTES, card, delivers, departsWith, getsTask, pastesParty, picksUp, places, seesOnParcel, writesGoods } from './support/steps.mjs';
import { courierPhone, customerPhone, withPhones, world } from './support/world.mjs';

withPhones('a parcel is ordered by pasting both ends, fetched, delivered against cash, and its sender sees every step', async () => {
  const [customer, courier] = await Promise.all([customerPhone(), courierPhone()]);
  await pastesParty(customer, '.from', PASTES.consignor, CONSIGNOR);
  await pastesParty(customer, '.to', PASTES.consignee, CONSIGNEE);
  await writesGoods(customer, { cod: '99.5' });
  const waybillNo = await places(customer);
  await getsTask(courier, waybillNo);
  await courier.tapOn(`${card(waybillNo)} >> text=接单`);
  await seesOnParcel(customer, /待揽收/);
  await picksUp(courier, waybillNo);
  await seesOnParcel(customer, /已揽收/);
  await departsWith(courier, [waybillNo]);
  await getsTask(courier, waybillNo);
  await seesOnParcel(customer, /派送中/);
  await delivers(courier, waybillNo, { cash: true });
  await seesOnParcel(customer, /已签收/);
  const parcel = await world.people.parcel(world.customer, waybillNo);
  assert.deepEqual(parcel.proofs.map((/** @type {any} */ each) => each.kind).sort(), ['photo', 'signature']);
});
