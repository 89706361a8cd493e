/** Every page at the widths of small and large phones and with large text: measured, and pictured in .local/screenshots. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { faultsOf } from './support/looks.mjs';
import { opened, withPhones, world, CONSIGNEE_NUMBER, COURIER_NUMBER, CUSTOMER_NUMBER } from './support/world.mjs';

const SCREENS = [
  { width: 320, textScale: 1 },
  { width: 390, textScale: 1 },
  { width: 430, textScale: 1 },
  { width: 390, textScale: 1.25 },
];
const APP = JSON.parse(readFileSync(new URL('../../miniprogram/app.json', import.meta.url), 'utf8'));

/** How each page is opened, and what is on it when it has all it shows. @type {Record<string, { query?: string, shows: RegExp }>} */
const CUSTOMER_PAGES = {
  'pages/send/index': { shows: /从哪里寄|寄什么/ },
  'pages/orders/index': { shows: /WB\d\d / },
  'pages/track/index': { shows: /查询/ },
  'pages/me/index': { shows: /手机号/ },
  'more/pages/party/index': { query: '?side=consignee', shows: /详细地址/ },
  'pages/parcel/index': { query: '?waybill_no=DELIVERY', shows: /派送中/ },
  'more/pages/address_book/index': { query: '?side=consignee', shows: /地址簿还是空的|新增地址/ },
  'more/pages/address/index': { shows: /保存/ },
  'more/pages/shared/index': { query: '?token=none', shows: /没能打开|物流进度/ },
  'more/pages/settings/index': { shows: /消息提醒/ },
  'more/pages/document/index': { query: '?name=privacy', shows: /手机号|位置/ },
  'more/pages/batch/index': { shows: /用表格一次下多票/ },
  'more/pages/change/index': { query: '?waybill_no=PICKUP', shows: /现在约定/ },
  'more/pages/price/index': { query: '?waybill_no=HEAVY', shows: /需要补付/ },
  'more/pages/payment/index': { query: '?waybill_no=UNPAID', shows: /微信支付 ¥/ },
  'more/pages/claim/index': { query: '?waybill_no=DELIVERY', shows: /发生了什么/ },
  'more/pages/money/index': { shows: /待收/ },
  'more/pages/account/index': { shows: /还可以月结下单/ },
  'more/pages/payee/index': { shows: /开户银行/ },
  'more/pages/redirect/index': { query: '?waybill_no=DELIVERY&deed=redirect', shows: /查看改寄费用/ },
  'more/pages/instruction/index': { query: '?waybill_no=REFUSED', shows: /再送一次/ },
  'more/pages/live/index': { query: '?waybill_no=PICKUP', shows: /派送途中才能查看快递员的位置/ },
  'more/pages/incident/index': { query: '?waybill_no=DELIVERY', shows: /遇到了什么问题/ },
};
/** @type {Record<string, { query?: string, shows: RegExp }>} */
const CONSIGNEE_PAGES = {
  'more/pages/delivery/index': { query: '?waybill_no=DELIVERY', shows: /不方便当面收/ },
  'more/pages/own_sign/index': { query: '?waybill_no=DELIVERY', shows: /请当面验收/ },
  'more/pages/collection/index': { query: '?waybill_no=STORED', shows: /\d{3} \d{3}/ },
};
/** @type {Record<string, { query?: string, shows: RegExp }>} */
const COURIER_PAGES = {
  'courier/pages/tasks/index': { shows: /去派送/ },
  'courier/pages/pickup/index': { query: '?waybill_no=PICKUP', shows: /实名核验/ },
  'courier/pages/delivery/index': { query: '?waybill_no=DELIVERY', shows: /谁签收/ },
  'courier/pages/qr_payment/index': { query: '?waybill_no=DELIVERY', shows: /扫描下面的二维码/ },
  'courier/pages/earnings/index': { shows: /可提现/ },
  'courier/pages/storage/index': { query: '?waybill_no=DELIVERY', shows: /收件人还没有同意/ },
  'courier/pages/printing/index': { shows: /选择打印机/ },
  'courier/pages/handover/index': { shows: /交给收件人/ },
  'courier/pages/report/index': { query: '?kind=fail_delivery&waybill_no=DELIVERY', shows: /原因/ },
  'courier/pages/departure/index': { shows: /连续扫描/ },
  'courier/pages/cash/index': { shows: /手上现金/ },
  'courier/pages/map/index': { shows: /还没有规划路线/ },
  'courier/pages/outbox/index': { shows: /全部已/ },
};
/** @type {Record<string, string>} */
const parcels = {};

test('every page of the mini-program is looked at', () => {
  const roots = APP.subpackages.flatMap((/** @type {any} */ each) => each.pages.map((/** @type {string} */ page) => `${each.root}/${page}`));
  assert.deepEqual(Object.keys({ ...CUSTOMER_PAGES, ...CONSIGNEE_PAGES, ...COURIER_PAGES }).sort(), [...APP.pages, ...roots].sort());
});

/** A parcel to be fetched, one to be delivered against cash, and three that did not go to plan. */
async function prepared() {
  if (parcels.PICKUP) return;
  parcels.DELIVERY = await world.people.delivery(world.customer, world.courier, { cod_fen: 9_950 });
  parcels.PICKUP = await world.people.order(world.customer);
  await world.people.assigned(world.courier, parcels.PICKUP);
  parcels.UNPAID = await world.people.order(world.customer, { terms: 'prepaid' });
  parcels.HEAVY = await world.people.order(world.customer);
  await world.people.measured(world.courier, parcels.HEAVY, 9_500);
  parcels.REFUSED = await world.people.delivery(world.customer, world.courier);
  await world.people.refused(world.courier, parcels.REFUSED);
  const consignee = await world.people.customer('test-consignee', CONSIGNEE_NUMBER);
  parcels.STORED = await world.people.delivery(world.customer, world.courier);
  await world.people.stored(world.courier, consignee, parcels.STORED);
}

for (const { width, textScale } of SCREENS) {
  const screen = textScale === 1 ? `${width}` : `${width}_large`;
  withPhones(`at ${width} px${textScale === 1 ? '' : ' with large text'} nothing overflows, is cut, too small to touch or too faint to read`, async () => {
    await prepared();
    const [customer, consignee, courier] = await Promise.all([
      opened({ name: 'customer', number: CUSTOMER_NUMBER, width, textScale }),
      opened({ name: 'consignee', number: CONSIGNEE_NUMBER, width, textScale }),
      opened({ name: 'courier', number: COURIER_NUMBER, page: 'courier/pages/tasks/index', width, textScale }),
    ]);
    const walks = [walked(customer, CUSTOMER_PAGES, screen), walked(consignee, CONSIGNEE_PAGES, screen)];
    const faults = await Promise.all([...walks, walked(courier, COURIER_PAGES, screen)]);
    assert.deepEqual(faults.flat(), []);
  });
}

/**
 * @param {import('./support/phone.mjs').Phone} phone @param {typeof CUSTOMER_PAGES} pages @param {string} screen
 * @returns {Promise<string[]>} what is wrong, and where
 */
async function walked(phone, pages, screen) {
  const faults = [];
  for (const [page, { query = '', shows }] of Object.entries(pages)) {
    await phone.go(page + query.replace(/PICKUP|UNPAID|DELIVERY|HEAVY|REFUSED|STORED/, (name) => parcels[name]));
    await phone.sees(shows);
    await phone.picture(`.local/screenshots/${page.replace('/pages', '').replace('pages/', '').replace('/index', '').replace('/', '_')}_${screen}.png`);
    faults.push(...(await faultsOf(phone)).map((fault) => `${page}: ${fault}`));
  }
  return faults;
}
