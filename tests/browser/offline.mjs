/** Where there is no net, or a bad one: what couriers do is kept, shown, sent later in order, and never done twice. */

import assert from 'node:assert/strict';
import { card, delivers, departsWith, getsTask, places, seesOnParcel, takesSignature, writesGoods, writesParty, CONSIGNEE, CONSIGNOR } from './support/steps.mjs';
import { until } from './support/people.mjs';
import { courierPhone, customerPhone, withPhones, world } from './support/world.mjs';

const OUTBOX = 'courier/pages/outbox/index';
const PARCEL = 'pages/parcel/index?waybill_no=';

withPhones('a delivery without a net waits in sight, survives a restart of the phone, and arrives when the net is back', async () => {
  const waybillNo = await world.people.delivery(world.customer, world.courier, { cod_fen: 9_950 });
  const [customer, courier] = await Promise.all([customerPhone({ page: PARCEL + waybillNo }), courierPhone()]);
  await courier.has(card(waybillNo));
  await courier.network('none');
  await delivers(courier, waybillNo, { cash: true });
  await courier.sees(/2 条未发送/);
  assert.equal(await courier.on(card(waybillNo)).count(), 0, 'the task is done for the courier');
  await courier.tap(/2 条未发送/);
  assert.deepEqual(await courier.on('.card .strong').allTextContents(), ['收款', '签收'], 'in the order in which it was done');
  await customer.pullDown();
  await customer.sees(/派送中/);
  // A phone that starts has a net, so what answers is in trouble until the outbox has been seen.
  await courier.tab.route(/_to\//, (route) => route.fulfill({ status: 200, headers: { 'x-preview-status': '503' }, body: '' }));
  await courier.restart();
  await courier.sees(/2 条未发送/);
  await courier.tab.unrouteAll();
  await courier.network('wifi');
  await courier.seesNoMore(/未发送/);
  await seesOnParcel(customer, /已签收/);
  const parcel = await world.people.parcel(world.customer, waybillNo);
  assert.equal(parcel.proofs.length, 2, 'photo and signature came along');
});

withPhones('many parcels scanned on to the vehicle without a net go out in one request', async () => {
  const waybillNos = await Promise.all([1, 2, 3].map(() => world.people.order(world.customer)));
  for (const waybillNo of waybillNos) await world.people.pickedUp(world.courier, waybillNo);
  const courier = await courierPhone();
  const scans = /** @type {number[]} */ ([]);
  courier.tab.on('request', (request) => request.url().endsWith('/scans') && scans.push(JSON.parse(request.postData() ?? '{}').scans.length));
  await courier.network('none');
  await departsWith(courier, waybillNos);
  await courier.sees(/3 条未发送/);
  await courier.network('wifi');
  await courier.seesNoMore(/未发送/);
  for (const waybillNo of waybillNos) await courier.has(card(waybillNo));
  assert.deepEqual(scans, [3]);
});

withPhones('what the server refuses stays in sight with its reason until the courier has seen to it', async () => {
  const waybillNo = await world.people.delivery(world.customer, world.courier, { cod_fen: 9_950 });
  const courier = await courierPhone();
  await courier.network('none');
  // Scanned by a slip of the hand: a parcel that another outlet's courier has.
  await departsWith(courier, ['WB000000000000']);
  await courier.network('wifi');
  await courier.tap(/1 条需要处理/);
  await courier.sees(/未被接受：.+/);
  await courier.tap('删除');
  await courier.answer('删除');
  await courier.sees('全部已发送');
  await courier.back();
  await courier.has(card(waybillNo));
});

withPhones('two phones of one courier that both signed without a net leave one signature on the parcel', async () => {
  const waybillNo = await world.people.delivery(world.customer, world.courier);
  const phones = await Promise.all([courierPhone(), courierPhone({ name: 'second', openid: 'test-courier' })]);
  for (const phone of phones) {
    await phone.has(card(waybillNo));
    await phone.network('none');
  }
  for (const phone of phones) await delivers(phone, waybillNo);
  const [first, second] = phones;
  for (const phone of phones) await phone.sees(/1 条未发送/);
  await first.network('wifi');
  await first.seesNoMore(/未发送/);
  await second.network('wifi');
  await second.tap(/1 条需要处理/);
  await second.sees(/由网点核实|未被接受/);
  const parcel = await world.people.parcel(world.customer, waybillNo);
  assert.equal(parcel.timeline.filter((/** @type {any} */ each) => /签收/.test(each.text)).length, 1);
});

withPhones('a signature that is tapped twice, taken back and given again is one', async () => {
  const waybillNo = await world.people.delivery(world.customer, world.courier);
  const courier = await courierPhone();
  await takesSignature(courier, waybillNo);
  await courier.on('.bar').getByText('确认签收').dblclick();
  await courier.tap('撤销');
  await courier.isTold('已撤销，尚未签收');
  await courier.tap('确认签收');
  await courier.sees(/已签收/);
  await courier.sees(/接单中/);
  await until('the parcel is signed', async () => (await world.people.parcel(world.customer, waybillNo)).status === 'signed');
  await courier.go(OUTBOX);
  await courier.sees('全部已发送');
});

for (const net of /** @type {const} */ (['3g', '2g'])) {
  withPhones(`on ${net} an order is placed and a parcel delivered, only slower`, async () => {
    const waybillNo = await world.people.delivery(world.customer, world.courier);
    const [customer, courier] = await Promise.all([customerPhone(), courierPhone()]);
    await courier.has(card(waybillNo));
    await Promise.all([customer.network(net), courier.network(net)]);
    const ordering = async () => {
      await writesParty(customer, '.from', CONSIGNOR);
      await writesParty(customer, '.to', CONSIGNEE);
      await writesGoods(customer);
      return places(customer);
    };
    const [ordered] = await Promise.all([ordering(), delivers(courier, waybillNo)]);
    await courier.seesNoMore(/未发送/);
    await getsTask(courier, ordered);
    assert.equal((await world.people.parcel(world.customer, waybillNo)).status, 'signed');
  });
}
