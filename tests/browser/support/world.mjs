/** One cloud, one browser and the people whom all browser tests of a run share. Importing this starts them before the first test. */

import { after, before, test } from 'node:test';
import { startedCloud } from './cloud.mjs';
import { People } from './people.mjs';
import { launched, Phone } from './phone.mjs';

const A_TEST_WITHIN_MS = 90_000;
const TASKS = 'courier/pages/tasks/index';
export const CUSTOMER_NUMBER = '19900008001';
export const COURIER_NUMBER = '19900001021';
/** Where the parcels of the tests are sent to. */
export const CONSIGNEE_NUMBER = '19900008002';

/**
 * @typedef {object} World
 * @property {import('./cloud.mjs').Cloud} cloud
 * @property {import('playwright-core').Browser} browser
 * @property {People} people
 * @property {string} customer session of the customer whose phone is `customerPhone`
 * @property {string} courier session of the courier whose phone is `courierPhone`
 */
export const world = /** @type {World} */ ({});
/** @type {Phone[]} */
let phones = [];

before(async () => {
  [world.cloud, world.browser] = await Promise.all([startedCloud(), launched()]);
  const people = new People(world.cloud);
  world.people = people;
  world.customer = await people.customer('test-customer', CUSTOMER_NUMBER);
  world.courier = await people.staff('test-courier', COURIER_NUMBER);
  await people.onDuty(world.courier);
});

after(async () => {
  await world.browser?.close();
  await world.cloud?.end();
});

/** A test that fails when it hangs, closes its phones and wants no error on any of them. @param {string} name @param {() => Promise<void>} run @param {number} [withinMs] */
export function withPhones(name, run, withinMs = A_TEST_WITHIN_MS) {
  test(name, { timeout: withinMs }, async () => {
    try {
      await run();
      const errors = await Promise.all(phones.map((phone) => phone.errors()));
      if (errors.flat().length) throw new Error(`on the console: ${errors.flat().join('\n')}`);
    } catch (error) {
      await Promise.all(phones.map((phone, at) => phone.picture(`.local/screenshots/failed_${at}.png`)));
      throw error;
    } finally {
      await Promise.all(phones.map((phone) => phone.close()));
      phones = [];
    }
  });
}

/** @param {import('./phone.mjs').Told} told @returns {Promise<Phone>} */
export async function opened(told) {
  const phone = await Phone.open(world.browser, world.cloud.preview_url, told);
  phones.push(phone);
  return phone;
}

/** @param {Partial<import('./phone.mjs').Told>} [told] */
export function customerPhone(told) {
  return opened({ name: 'customer', number: CUSTOMER_NUMBER, ...told });
}

/** The courier's phone, signed in, with the day's tasks. @param {Partial<import('./phone.mjs').Told>} [told] */
export async function courierPhone(told) {
  const phone = await opened({ name: 'courier', number: COURIER_NUMBER, page: TASKS, ...told });
  await phone.sees(/接单中|已下班/);
  return phone;
}
