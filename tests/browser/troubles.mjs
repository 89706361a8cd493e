/** The other half of a day: what does not go to plan, on the phones of those who decide. */

import assert from 'node:assert/strict';
import { until } from './support/people.mjs';
import { card, getsTask } from './support/steps.mjs';
import { codeOf, opensParcel, photographs, seesSoon } from './support/troubles.mjs';
import { courierPhone, customerPhone, opened, withPhones, world, CONSIGNEE_NUMBER, CUSTOMER_NUMBER } from './support/world.mjs';

const ELSEWHERE = '顾清和 19900008003 广东省广州市天河区天河路385号木棉楼9楼';
const TROUBLED_WITHIN_MS = 120_000;

/** The consignee's phone, which is bound to the number that parcels are sent to. */
async function consigneePhone() {
  await world.people.customer('test-consignee', CONSIGNEE_NUMBER);
  return opened({ name: 'consignee', number: CONSIGNEE_NUMBER });
}

withPhones('a delivery that fails is told, and the recipient chooses another time', async () => {
  const waybillNo = await world.people.delivery(world.customer, world.courier);
  const [courier, consignee] = await Promise.all([courierPhone(), consigneePhone()]);
  await courier.tapOn(`${card(waybillNo)} >> text=去派送`);
  await courier.tap('没有送成');
  await courier.tap('收件人不在');
  await photographs(courier, '拍现场照片');
  await courier.tap('提交');
  await courier.answer('提交');
  await opensParcel(consignee, waybillNo);
  await seesSoon(consignee, '这次没有送到');
  await consignee.tap('选择派送方式');
  await consignee.tap('改时间再送');
  await consignee.tap('请选择');
  const days = consignee.tab.locator('.ui-columns select').first();
  await days.selectOption((await days.locator('option', { hasText: '明天' }).textContent()) ?? '');
  await consignee.answer('确定');
  await consignee.tap('确定');
  await seesSoon(consignee, /已选择：改时间再送 明天/);
  const { situation } = await world.people.parcel(world.customer, waybillNo);
  assert.equal(situation.delivery_choice.choice, 'another_time');
}, TROUBLED_WITHIN_MS);

withPhones('with consent a parcel waits in a locker, and its code hands it over', async () => {
  const waybillNo = await world.people.delivery(world.customer, world.courier);
  const [courier, consignee] = await Promise.all([courierPhone(), consigneePhone()]);
  await courier.tapOn(`${card(waybillNo)} >> text=去派送`);
  await courier.tap('存放待取');
  await courier.sees(/收件人还没有同意/);
  await opensParcel(consignee, waybillNo);
  await consignee.tap('放快递柜或代收点');
  await consignee.tap('放快递柜');
  await consignee.tap('同意');
  await consignee.sees('您已同意放快递柜');
  await courier.tap('看看是否已同意');
  await courier.sees(/收件人已同意放快递柜/);
  await courier.write('例如：东门快递柜 3 号 12 格', '东门快递柜 3 号 12 格');
  await photographs(courier, '拍存放照片');
  await courier.tap('确认存放');
  await courier.sees(/接单中/);
  await seesSoon(consignee, '请到快递柜取件');
  await consignee.tap('查看取件码');
  const code = (await consignee.on('.code').textContent())?.replace(/\s/g, '') ?? '';
  assert.match(code, /^\d{6}$/);
  await courier.tap('凭码取件');
  await courier.write('扫面单，或手动输入', waybillNo);
  await courier.write('收件人报的六位数字', code === '111111' ? '222222' : '111111');
  await courier.tap('交给收件人');
  await courier.sees(/取件码/);
  await courier.write('收件人报的六位数字', code);
  await courier.tap('交给收件人');
  await courier.isTold('已交给收件人');
  await consignee.back();
  await seesSoon(consignee, /已签收/);
}, TROUBLED_WITHIN_MS);

withPhones('a sender stops a parcel with the code on their phone, once, sees what another address costs, and has it back', async () => {
  const waybillNo = await world.people.delivery(world.customer, world.courier);
  const customer = await customerPhone();
  await opensParcel(customer, waybillNo);
  await customer.tap('拦截包裹');
  const since = new Date();
  await customer.tap('获取验证码');
  await customer.sees(/秒后重发/);
  const code = await codeOf(CUSTOMER_NUMBER, since);
  await customer.write('六位数字', code === '111111' ? '222222' : '111111');
  await customer.tap('拦截');
  await customer.answer('拦截');
  await customer.sees(/还可以试 \d 次/);
  await customer.write('六位数字', code);
  await customer.tap('拦截');
  await customer.answer('拦截');
  await customer.sees('包裹已拦下');
  assert.equal((await world.people.parcel(world.customer, waybillNo)).status, 'intercepted');
  assert.equal(await customer.text('拦截包裹').isVisible(), false);
  await customer.tap('改寄或退回');
  await customer.write('粘贴整段文字，自动填好姓名、电话和地址', ELSEWHERE);
  await until('the paste has filled the form', async () => (await customer.written('真实姓名')) === '顾清和');
  await customer.tap('查看改寄费用');
  await customer.sees('改寄费用');
  await customer.sees(/需补 ¥\d/);
  // Another code comes only after a minute; to have it back takes none.
  await customer.tap('退回给我');
  await customer.answer('退回');
  await seesSoon(customer, '物流进度');
  assert.equal((await world.people.parcel(world.customer, waybillNo)).status, 'returning');
}, TROUBLED_WITHIN_MS);

withPhones('of several pieces some are signed for, and the rest later', async () => {
  const waybillNo = await world.people.delivery(world.customer, world.courier, { pieces: 3 });
  const [customer, courier] = await Promise.all([customerPhone(), courierPhone()]);
  await courier.tapOn(`${card(waybillNo)} >> text=去派送`);
  await courier.tap('逐件扫描');
  for (const number of [`${waybillNo}-004`, `${waybillNo}-001`, `${waybillNo}-003`]) {
    await courier.tab.locator('.ui-scan').fill(number);
    await courier.answer('扫到了');
  }
  await courier.answer('取消');
  await courier.sees('交给收件人 2/3 件');
  await courier.draw('canvas');
  await courier.tap('确认签收');
  await courier.sees(/接单中/);
  await opensParcel(customer, waybillNo);
  await seesSoon(customer, '部分签收 2/3');
  await getsTask(courier, waybillNo);
  await courier.tapOn(`${card(waybillNo)} >> text=去派送`);
  await courier.tap('第 2 件');
  await courier.draw('canvas');
  await courier.tap('确认签收');
  await seesSoon(customer, /已签收/);
}, TROUBLED_WITHIN_MS);

withPhones('a heavier parcel waits for its sender to agree to the price', async () => {
  const waybillNo = await world.people.order(world.customer);
  await world.people.accepted(world.courier, waybillNo);
  const [customer, courier] = await Promise.all([customerPhone(), courierPhone()]);
  await getsTask(courier, waybillNo);
  await courier.tapOn(`${card(waybillNo)} >> text=去取件`);
  await courier.tap(/已当面验视/);
  await photographs(courier, '拍验视、称重照片');
  await courier.on('.t-input__control').last().locator('input').or(courier.on('input.t-input__control').last()).last().fill('9.5');
  await courier.tap('确认取件');
  await courier.sees('等待寄件人同意');
  await opensParcel(customer, waybillNo);
  await customer.tap('查看并确认');
  await customer.sees('9.5 千克');
  await customer.sees('查看称重照片');
  await customer.tap('同意');
  await customer.sees('物流进度');
  await courier.tap('看看');
  await courier.sees('可以按这个运费取件');
  await courier.tap('确认取件');
  await seesSoon(customer, /已揽收/);
}, TROUBLED_WITHIN_MS);

withPhones('a refused parcel asks its sender, who sends it back', async () => {
  const waybillNo = await world.people.delivery(world.customer, world.courier, { cod_fen: 9_950 });
  const [customer, courier] = await Promise.all([customerPhone(), courierPhone()]);
  await courier.tapOn(`${card(waybillNo)} >> text=去派送`);
  await courier.tap('收件人拒收');
  await courier.tapOn('[role=radio]', { hasText: '收件人拒收' });
  await photographs(courier, '拍现场照片');
  await courier.tap('提交');
  await courier.answer('提交');
  await opensParcel(customer, waybillNo);
  await seesSoon(customer, '请决定包裹怎么处理');
  await customer.tap('选择处理方式');
  await customer.tap('退回给我');
  await customer.tap('确定');
  await customer.answer('确定');
  await seesSoon(customer, /已选择：退回/);
  await until('it is on its way back', async () => (await world.people.parcel(world.customer, waybillNo)).status === 'returning');
}, TROUBLED_WITHIN_MS);

withPhones('a recipient signs on their own phone, tells the code, and the courier sees both ticked off', async () => {
  const waybillNo = await world.people.delivery(world.customer, world.courier, { proof_modes: ['own_signature', 'code'] });
  const [courier, consignee] = await Promise.all([courierPhone(), consigneePhone()]);
  await courier.tapOn(`${card(waybillNo)} >> text=去派送`);
  await courier.tap('确认签收');
  await courier.isTold('请先完成');
  await opensParcel(consignee, waybillNo);
  await consignee.sees('签收时请把短信里的签收码告诉快递员');
  await consignee.tap('手机签名');
  await consignee.draw('canvas');
  await consignee.tap('提交签名');
  await consignee.sees('物流进度');
  await courier.tap('看看');
  await courier.on('.demand .taken').waitFor(); // one thing at a time: taps meanwhile are not taken
  const since = new Date();
  await courier.tap('发送签收码');
  await courier.sees('重发');
  await courier.write('收件人报的六位数字', await codeOf(CONSIGNEE_NUMBER, since));
  await courier.tap('确认签收');
  await seesSoon(consignee, /已签收/);
}, TROUBLED_WITHIN_MS);

withPhones('an order is changed before pickup, and what is wrong with it later is reported and shown', async () => {
  const waybillNo = await world.people.order(world.customer);
  const customer = await customerPhone();
  await opensParcel(customer, waybillNo);
  await customer.tap('修改订单');
  await customer.on('input[maxlength="60"]').or(customer.on('[maxlength="60"] input')).first().fill('茶叶三盒');
  await customer.tap('保存');
  await seesSoon(customer, /茶叶三盒/);
  await world.people.pickedUp(world.courier, waybillNo);
  await seesSoon(customer, '报告问题');
  await customer.tap('报告问题');
  await customer.tap('提交');
  await customer.sees('请选择遇到的问题');
  await customer.tap('地址写错了');
  await customer.tap('提交');
  await customer.sees('物流进度');
  await seesSoon(customer, /地址不全或有误/);
}, TROUBLED_WITHIN_MS);

withPhones('a table of orders is placed row by row, and what is wrong with a row is said', async () => {
  const customer = await customerPhone({ page: 'more/pages/batch/index' });
  const { content } = await world.people.call('GET', '/order-batches/template', { session: world.customer });
  const [heads, example] = content.replace(/^\uFEFF/, '').trim().split(/\r?\n/);
  const choosing = customer.tab.waitForEvent('filechooser');
  await customer.tap('从聊天里选择文件');
  const table = Buffer.from(`\uFEFF${heads}\r\n${example}\r\n${example.replace(/1\d{10}/, '12')}\r\n`);
  await (await choosing).setFiles({ name: 'orders.csv', mimeType: 'text/csv', buffer: table });
  await customer.sees('orders.csv');
  await customer.tap('下单');
  await customer.sees(/已下单 1 票，1 行没有成功/);
  await customer.sees('第 3 行');
}, TROUBLED_WITHIN_MS);

withPhones('a sender opens the label, and after the delivery what proves it', async () => {
  const waybillNo = await world.people.delivery(world.customer, world.courier);
  const [customer, courier] = await Promise.all([customerPhone(), courierPhone()]);
  await opensParcel(customer, waybillNo);
  await customer.tap('面单');
  await customer.answer('文档（pdf）');
  await customer.answer('关闭');
  await courier.tapOn(`${card(waybillNo)} >> text=去派送`);
  await courier.draw('canvas');
  await courier.tap('确认签收');
  await seesSoon(customer, '签收证明');
  await customer.tap('签收证明');
  await customer.answer('文档（pdf）');
}, TROUBLED_WITHIN_MS);
