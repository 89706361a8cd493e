/** Paying: before the courier comes, after thinking twice, and by a code on the courier's phone. */

import assert from 'node:assert/strict';
import { CONSIGNEE, CONSIGNOR, PASTES, card, getsTask, pastesParty, places, writesGoods } from './support/steps.mjs';
import { until } from './support/people.mjs';
import { courierPhone, customerPhone, withPhones, world } from './support/world.mjs';

/** @param {import('./support/phone.mjs').Phone} customer @returns {Promise<string>} the number of an order that waits for its payment */
async function ordersPrepaid(customer) {
  await pastesParty(customer, '.from', PASTES.consignor, CONSIGNOR);
  await pastesParty(customer, '.to', PASTES.consignee, CONSIGNEE);
  await writesGoods(customer, {});
  await customer.tap('寄付');
  const waybillNo = await places(customer);
  await customer.sees(/微信支付 ¥/);
  return waybillNo;
}

withPhones('an order is paid before a courier hears of it; putting WeChat away leaves it unpaid', async () => {
  const [customer, courier] = await Promise.all([customerPhone(), courierPhone()]);
  const waybillNo = await ordersPrepaid(customer);
  await customer.sees(/请在 .* 前支付，逾期订单会自动取消/);
  await customer.tap(/微信支付 ¥/);
  await customer.answer('取消');
  await customer.isTold('还没有支付');
  assert.equal((await world.people.parcel(world.customer, waybillNo)).status, 'pending_payment');
  await customer.tap(/微信支付 ¥/);
  await customer.answer('支付');
  await customer.sees('运费已付清');
  await customer.sees(/运费 已支付/);
  await customer.tap('查看订单');
  await customer.sees(/待接单|待揽收/);
  await getsTask(courier, waybillNo);
});

withPhones('an order that waits for its payment is found again from its page', async () => {
  const customer = await customerPhone();
  const waybillNo = await world.people.order(world.customer, { terms: 'prepaid' });
  await customer.go(`pages/parcel/index?waybill_no=${waybillNo}`);
  await customer.sees(/待支付 ¥/);
  await customer.tap('去支付');
  await customer.tap(/微信支付 ¥/);
  await customer.answer('支付');
  await customer.sees('运费已付清');
  await customer.back();
  await customer.sees(/订单已提交|待接单|待揽收/);
});

withPhones('who receives pays the goods by a code on the courier’s phone, and then signs', async () => {
  const courier = await courierPhone();
  const waybillNo = await world.people.delivery(world.customer, world.courier, { cod_fen: 8_800 });
  await getsTask(courier, waybillNo);
  await courier.tapOn(`${card(waybillNo)} >> text=去派送`);
  await courier.tap('收件人用微信扫码付款');
  await courier.sees(/请收件人打开微信/);
  const offer = await world.people.call('POST', `/parcels/${waybillNo}/door-payments`, { session: world.courier, body: {} });
  await world.people.control('wechat-pay/payments', { openid: 'o-consignee-at-the-door', code_url: offer.code_url });
  await courier.sees('已收款');
  const parcel = await until('the money is taken', async () => {
    const found = await world.people.parcel(world.customer, waybillNo);
    return found.cod_status === 'collected' ? found : null;
  });
  assert.equal(parcel.cod_status, 'collected');
  await courier.tap('去签收');
  await courier.sees('已收款');
});

withPhones('who takes some pieces pays for these alone, and gets the money back before taking others', async () => {
  const courier = await courierPhone();
  const waybillNo = await world.people.delivery(world.customer, world.courier, { cod_fen: 9_000, pieces: 3 });
  await getsTask(courier, waybillNo);
  await courier.tapOn(`${card(waybillNo)} >> text=去派送`);
  await courier.sees('先选件');
  await courier.tap('第 1 件');
  await courier.sees('¥30.00');
  await courier.tap('收件人用微信扫码付款');
  await courier.sees('¥30.00');
  const body = { pieces: [1] };
  const offer = await world.people.call('POST', `/parcels/${waybillNo}/door-payments`, { session: world.courier, body });
  await world.people.control('wechat-pay/payments', { openid: 'o-consignee-at-the-door', code_url: offer.code_url });
  await courier.sees('已收款');
  await courier.tap('去签收');
  await courier.tap('退还收件人');
  await courier.answer('退还');
  await courier.sees('先选件');
  await courier.tap('第 1 件');
  await courier.tap('第 3 件');
  await courier.tap(/已当面点清，收到 ¥60.00/);
  await courier.draw('canvas');
  await courier.tap('确认签收');
  await courier.sees(/接单中/);
  await until('the signature has arrived', async () => (await world.people.parcel(world.customer, waybillNo)).situation?.signed_pieces?.length === 2);
  assert.equal((await world.people.parcel(world.customer, waybillNo)).cod_status, 'collected');
});
