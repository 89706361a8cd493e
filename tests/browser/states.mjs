/** What pages look like in the middle of things, on the smallest phone: measured and pictured like the pages themselves. */

import assert from 'node:assert/strict';
import { CONSIGNEE, CONSIGNOR, card, departsWith, getsTask, places, takesSignature, writesGoods, writesParty } from './support/steps.mjs';
import { faultsOf } from './support/looks.mjs';
import { courierPhone, customerPhone, opened, withPhones, world } from './support/world.mjs';

const WIDTH = 320;

/** @param {import('./support/phone.mjs').Phone} phone @param {string} state @returns {Promise<string[]>} */
async function looked(phone, state) {
  await phone.picture(`.local/screenshots/state_${state}_${WIDTH}.png`);
  return (await faultsOf(phone)).map((fault) => `${state}: ${fault}`);
}

withPhones('a courier who is not signed in yet finds both ways in', async () => {
  const stranger = await opened({ name: 'new_courier', page: 'courier/pages/tasks/index', width: WIDTH });
  await stranger.sees('微信手机号登录');
  assert.deepEqual(await looked(stranger, 'sign_in'), []);
});

withPhones('the courier\'s list tells distances as soon as the phone may tell its place', async () => {
  const waybillNo = await world.people.delivery(world.customer, world.courier);
  const courier = await courierPhone({ width: WIDTH });
  await courier.tap(/打开定位/);
  await courier.answer('允许');
  await courier.has(`${card(waybillNo)} >> text=/\\d (米|公里)$/`);
  assert.deepEqual(await looked(courier, 'distances'), []);
});

withPhones('waiting, refused and revocable deeds are readable on a small phone', async () => {
  await world.people.endsAttempts(world.courier);
  const waybillNo = await world.people.delivery(world.customer, world.courier, { cod_fen: 9_950 });
  const courier = await courierPhone({ width: WIDTH });
  await departsWith(courier, ['WB000000000000']);
  await courier.sees(/1 条需要处理/);
  await courier.network('none');
  await takesSignature(courier, waybillNo, { cash: true });
  const faults = await looked(courier, 'signed');
  await courier.tap('确认签收');
  await courier.sees(/已签收/);
  faults.push(...(await looked(courier, 'revocable')));
  await courier.tap(/1 条需要处理，2 条未发送/);
  await courier.sees(/未被接受/);
  faults.push(...(await looked(courier, 'outbox')));
  assert.deepEqual(faults, []);
});

withPhones('an extension written behind the phone is told to the courier before a call that goes by another number', async () => {
  await world.people.endsAttempts(world.courier);
  const [customer, courier] = await Promise.all([customerPhone({ width: WIDTH }), courierPhone({ width: WIDTH })]);
  await writesParty(customer, '.from', { ...CONSIGNOR, phone: '0755-86013388转8812' });
  await customer.tapOn('.from');
  assert.equal(await customer.written('手机号，或带区号的座机'), '0755-86013388');
  assert.equal(await customer.written('选填，拨通后要转的号码'), '8812');
  const faults = await looked(customer, 'extension');
  await customer.tap('完成');
  await writesParty(customer, '.to', CONSIGNEE);
  await writesGoods(customer);
  const waybillNo = await places(customer);
  await getsTask(courier, waybillNo);
  await courier.has(card(waybillNo));
  assert.equal(await courier.on(card(waybillNo)).getByText(/19900008001|86013388/).count(), 0, 'the real number stays with the company');
  faults.push(...(await looked(courier, 'task_with_extension')));
  await courier.tapOn(`${card(waybillNo)} >> text=打电话`);
  await courier.answer('拨通后转 8812');
  await courier.answer('拨打');
  await courier.tab.locator('.ui-mask', { hasText: /1\d{10}/ }).waitFor();
  assert.equal(await courier.tab.locator('.ui-mask', { hasText: '86013388' }).count(), 0);
  await courier.answer('取消');
  assert.deepEqual(faults, []);
});

withPhones('an order form full of mistakes is readable on a small phone', async () => {
  const customer = await customerPhone({ name: 'mistaken', width: WIDTH });
  await customer.tap('下单');
  await customer.has('.problem');
  const faults = await looked(customer, 'order_problems');
  await customer.tapOn('.to');
  await customer.tap('完成');
  await customer.sees('请填写姓名');
  faults.push(...(await looked(customer, 'party_problems')));
  assert.deepEqual(faults, []);
});
