/** What people do on their phones when a parcel does not go to plan. */

import { until } from './people.mjs';
import { world } from './world.mjs';

const PARCEL = 'pages/parcel/index?waybill_no=';

/** @typedef {import('./phone.mjs').Phone} Phone */

/** The parcel's page, fresh. @param {Phone} phone @param {string} waybillNo */
export async function opensParcel(phone, waybillNo) {
  await phone.go(PARCEL + waybillNo);
  await phone.sees('物流进度');
}

/** Looks again until the parcel's page says so. @param {Phone} phone @param {RegExp | string} said */
export async function seesSoon(phone, said) {
  await until(`the page says ${said}`, async () => {
    await phone.pullDown();
    return phone.text(said).isVisible();
  });
}

/** The newest code that was sent to a number since. @param {string} number @param {Date} since @returns {Promise<string>} */
export function codeOf(number, since) {
  return until(`a code for ${number}`, async () => {
    const query = new URLSearchParams({ kind: 'sms', phone: `+86${number}`, since: since.toISOString() });
    const reply = await fetch(`${world.cloud.sandbox_url}/_sandbox/messages?${query}`);
    const { messages } = await reply.json();
    return messages.map((/** @type {any} */ each) => /\D(\d{6})\D/.exec(` ${each.text} `)?.[1]).filter(Boolean).pop();
  });
}

/** A photo with the stand-in camera. @param {Phone} phone @param {string} label of the row */
export async function photographs(phone, label) {
  await phone.tap(label);
  await phone.answer('拍照');
  await phone.sees(label.replace('拍', '重拍'));
}
