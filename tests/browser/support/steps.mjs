/** What customers and couriers do with their phones, step by step, as the journeys need it. */

import assert from 'node:assert/strict';
import { CONSIGNEE, CONSIGNOR, PASTES, until } from './people.mjs';

const REGION = ['广东省', '广州市', '天河区'];
const IDENTITY_NUMBER = '11010519491231002X';

/**
 * @typedef {import('./phone.mjs').Phone} Phone
 * @typedef {{ name: string, phone: string, address: string }} Person
 */

/** @param {Phone} phone @param {'.from' | '.to'} side @param {Person} person */
export async function writesParty(phone, side, { name, phone: number, address }) {
  await phone.tapOn(side);
  await phone.write('真实姓名', name);
  await phone.write('手机号，或带区号的座机', number);
  await phone.write('街道、小区、楼栋、门牌号', address);
  await phone.tapOn('.region-row');
  for (const [column, label] of REGION.entries()) {
    const list = phone.tab.locator('.ui-columns select').nth(column);
    await list.locator('option', { hasText: label }).waitFor({ state: 'attached' });
    await list.selectOption({ label });
  }
  await phone.answer('确定');
  await phone.tap('完成');
}

/** One paste fills the form of a party. @param {Phone} phone @param {'.from' | '.to'} side @param {string} text @param {Person} person */
export async function pastesParty(phone, side, text, person) {
  await phone.tapOn(side);
  await phone.write('粘贴整段文字，自动填好姓名、电话和地址', text);
  await until('the paste has filled the form', async () => (await phone.written('真实姓名')) === person.name);
  assert.equal(await phone.written('手机号，或带区号的座机'), person.phone);
  assert.equal(await phone.written('街道、小区、楼栋、门牌号'), person.address);
  await phone.sees(/广东省.*广州市.*天河区/);
  await phone.tap('完成');
}

/** Goods and money; the parties are there. @param {Phone} phone @param {{ cod?: string }} [told] yuan */
export async function writesGoods(phone, { cod } = {}) {
  await phone.tap('食品');
  await phone.write('例如：两件外套', '茶叶两盒');
  if (cod) {
    await phone.tap(/尺寸、保价/);
    await phone.write('不代收', cod);
  }
  await phone.tap(/我已核对/);
}

/** @param {Phone} phone @returns {Promise<string>} the waybill number of the order */
export async function places(phone) {
  await phone.sees(/^¥\d/);
  await phone.seesNoMore('更新中…');
  await phone.tap('下单');
  await phone.answer('允许');
  return until('the order is placed', () => phone.page('waybillNo'));
}

/** The card of a parcel in the courier's list. @param {string} waybillNo */
export function card(waybillNo) {
  return `.card:has-text("${spaced(waybillNo)}")`;
}

/** As the pages print it. @param {string} waybillNo */
export function spaced(waybillNo) {
  return waybillNo.replace(/(.{4})(?=.)/g, '$1 ');
}

/** Pulls the list down until the parcel is among the tasks. @param {Phone} phone @param {string} waybillNo */
export async function getsTask(phone, waybillNo) {
  await until(`${waybillNo} on the courier's phone`, async () => {
    await phone.pullDown();
    return phone.on(card(waybillNo)).count();
  });
}

/** @param {Phone} phone @param {string} waybillNo */
export async function picksUp(phone, waybillNo) {
  await phone.tapOn(`${card(waybillNo)} >> text=去取件`);
  await phone.write('与证件一致', CONSIGNOR.name);
  await phone.write('18 位', IDENTITY_NUMBER);
  await phone.tap('核验');
  await phone.sees('寄件人已通过实名核验');
  await phone.tap(/已当面验视/);
  await phone.tap('确认取件');
}

/** Scans parcels on to the vehicle and returns to the tasks. @param {Phone} phone @param {string[]} waybillNos */
export async function departsWith(phone, waybillNos) {
  await phone.tap('出仓扫描');
  await phone.tap('连续扫描');
  for (const waybillNo of waybillNos) {
    await phone.tab.locator('.ui-scan').fill(waybillNo);
    await phone.answer('扫到了');
    await phone.sees(spaced(waybillNo));
  }
  await phone.answer('取消');
  await phone.back();
}

/** At the door, until the moment before it is confirmed. @param {Phone} phone @param {string} waybillNo @param {{ cash?: boolean }} [told] */
export async function takesSignature(phone, waybillNo, { cash = false } = {}) {
  await phone.tapOn(`${card(waybillNo)} >> text=去派送`);
  if (cash) await phone.tap(/已当面点清/);
  await phone.draw('canvas');
  await phone.tap('拍签收照片');
  await phone.answer('拍照');
  await phone.sees('重拍签收照片');
}

/** @param {Phone} phone @param {string} waybillNo @param {{ cash?: boolean }} [told] */
export async function delivers(phone, waybillNo, told) {
  await takesSignature(phone, waybillNo, told);
  await phone.tap('确认签收');
  await phone.sees(/已签收/);
}

/** Looks at the parcel again until it says so. @param {Phone} phone on the parcel's page @param {RegExp} said */
export async function seesOnParcel(phone, said) {
  await until(`the customer reads ${said}`, async () => {
    await phone.pullDown();
    return phone.text(said).isVisible();
  });
}

export { CONSIGNEE, CONSIGNOR, PASTES };
