/** Hasty fingers, nonsense, sessions that die and servers in trouble: nothing is lost, doubled or left spinning. */

import assert from 'node:assert/strict';
import { until } from './support/people.mjs';
import { places, writesGoods, writesParty, CONSIGNEE, CONSIGNOR } from './support/steps.mjs';
import { courierPhone, customerPhone, withPhones, world } from './support/world.mjs';

const TOO_LONG_MS = 120_000;

/** @returns {Promise<number>} how many orders the customer has sent */
async function ordersOf(/** @type {string} */ customer) {
  const { orders } = await world.people.call('GET', '/orders?limit=50', { session: customer });
  return orders.length;
}

/** A customer of its own, so that their orders can be counted. @param {string} name @param {string} number */
async function newCustomer(name, number) {
  const session = await world.people.customer(`test-${name}`, number);
  const phone = await customerPhone({ name, number });
  return { session, phone };
}

/** @param {import('./support/phone.mjs').Phone} phone */
async function writesOrder(phone) {
  await writesParty(phone, '.from', CONSIGNOR);
  await writesParty(phone, '.to', CONSIGNEE);
  await writesGoods(phone);
  await phone.sees(/^¥\d/);
}

withPhones('a double tap on "下单" whose first answer is lost makes one order', async () => {
  const { session, phone } = await newCustomer('hasty', '19900008101');
  await writesOrder(phone);
  let lost = 0;
  await phone.tab.route(/\/orders$/, async (route) => {
    if (route.request().method() !== 'POST' || lost) return route.continue();
    lost += 1;
    await route.fetch();
    return route.abort();
  });
  await phone.on('.bar').getByText('下单', { exact: true }).dblclick();
  await phone.answer('允许');
  await until('the order is placed', () => phone.page('waybillNo'));
  assert.equal(lost, 1);
  assert.equal(await ordersOf(session), 1);
  phone.console.length = 0; // Chromium writes down the line that we cut
});

withPhones('a session that dies while the form is written costs nothing', async () => {
  const { phone } = await newCustomer('expired', '19900008102');
  await phone.turnTo('订单');
  await until('the phone is signed in', () => phone.stored('session.customer'));
  await phone.turnTo('寄件');
  await writesOrder(phone);
  const { session } = await phone.stored('session.customer');
  await world.people.call('DELETE', '/sessions', { session });
  const waybillNo = await places(phone);
  assert.match(waybillNo, /^WB\d{12}$/);
});

withPhones('going back and forth, and closing the app, keeps what was written', async () => {
  const { phone } = await newCustomer('wandering', '19900008103');
  await phone.tapOn('.to');
  await phone.write('真实姓名', CONSIGNEE.name);
  await phone.write('街道、小区、楼栋、门牌号', CONSIGNEE.address);
  await phone.back();
  await phone.write('例如：两件外套', '茶叶两盒');
  await phone.turnTo('我的');
  await phone.turnTo('寄件');
  await phone.restart();
  await until('the goods are there again', async () => (await phone.written('例如：两件外套')) === '茶叶两盒');
  await phone.tapOn('.to');
  await until('the name is there again', async () => (await phone.written('真实姓名')) === CONSIGNEE.name);
  assert.equal(await phone.written('街道、小区、楼栋、门牌号'), CONSIGNEE.address);
});

withPhones('nonsense in a field is answered beside that field', async () => {
  const { phone } = await newCustomer('careless', '19900008104');
  await phone.tapOn('.to');
  await phone.write('手机号，或带区号的座机', '12');
  await phone.tap('完成');
  for (const answer of [/请填写姓名/, /手机号不正确/, /请选择省/, /请填写详细地址/]) await phone.sees(answer);
  await phone.back();
  await phone.tap(/尺寸、保价/);
  for (const placeholder of ['1', '不保价', '不代收']) await phone.write(placeholder, 'abc');
  await phone.tap('下单');
  const tips = async () => (await phone.on('[class*=t-input__tips]').allTextContents()).filter(Boolean).length;
  await until('goods, weight, value and cash are answered', async () => (await tips()) === 4);
});

withPhones('a courier who mistypes is told before anything is sent', async () => {
  const waybillNo = await world.people.order(world.customer);
  await world.people.assigned(world.courier, waybillNo);
  const courier = await courierPhone();
  await courier.go(`courier/pages/pickup/index?waybill_no=${waybillNo}`);
  await courier.write('与证件一致', '林');
  await courier.write('18 位', '110105194912310021');
  await courier.tap('核验');
  await courier.sees('请按证件填写姓名');
  await courier.sees('身份证号不正确，请逐位核对');
  await courier.tap('确认取件');
  await courier.isTold('请先完成寄件人实名认证');
  await courier.go('courier/pages/departure/index');
  await courier.write('WB 开头，共 14 位', 'WB069151786374');
  await courier.tap('添加');
  await courier.sees('运单号不正确，请核对');
});

const TROUBLES = {
  'an error page': { status: 200, headers: { 'x-preview-status': '502', 'content-type': 'text/html' }, body: '<html><h1>Bad Gateway</h1></html>' },
  'an empty reply': { status: 200, headers: { 'x-preview-status': '200' }, body: '' },
};
for (const [trouble, reply] of Object.entries(TROUBLES)) {
  withPhones(`${trouble} ends in words and a way to try again`, async () => {
    const waybillNo = await world.people.order(world.customer);
    const [customer, courier] = await Promise.all([customerPhone(), courierPhone()]);
    await triesAgain(customer, 'pages/orders/index', reply, /WB\d\d /);
    await triesAgain(customer, `pages/parcel/index?waybill_no=${waybillNo}`, reply, /待接单|待揽收/);
    await triesAgain(courier, 'courier/pages/cash/index', reply, '手上现金');
  });
}

withPhones('an answer that never comes ends in words and a way to try again', async () => {
  const customer = await customerPhone({ name: 'patient' });
  await customer.tab.clock.install();
  await customer.tab.route(/_to\/.*orders/, () => {});
  await customer.go('pages/orders/index');
  await customer.sees('正在加载…');
  await until('the page gives up', async () => {
    await customer.tab.clock.runFor(TOO_LONG_MS / 8);
    return customer.text('重试').isVisible();
  });
  assert.equal(await customer.text('正在加载…').isVisible(), false);
});

/**
 * In trouble until it is tried again.
 * @param {import('./support/phone.mjs').Phone} phone @param {string} page @param {{ status: number, headers: Record<string, string>, body: string }} reply
 * @param {RegExp | string} content
 */
async function triesAgain(phone, page, reply, content) {
  await phone.tab.route(/_to\/.*(orders|parcels|cash)/, (route) => route.fulfill(reply));
  await phone.go(page);
  await phone.sees('重试');
  await phone.tab.unrouteAll();
  await phone.tap('重试');
  await phone.sees(content);
}
