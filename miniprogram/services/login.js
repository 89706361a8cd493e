/** Signing in and out, and the phone that WeChat knows of a customer. */

import { forgetAll } from '../cache.js';
import { call, signIn } from '../call.js';
import { forget, keep, kept } from '../session.js';

/** @typedef {import('../session.js').As} As */
/** @typedef {import('../session.js').Account} Account */

/** @param {Account} account */
function accountView(account) {
  return { id: account.id, name: account.name_masked || '', phone: account.phone_masked || '' };
}

/** Who this phone last signed in as, without asking anybody. @param {As} as */
export function lastAccount(as) {
  const session = kept(as);
  return session ? accountView(session.account) : null;
}

/** @param {As} as @param {string} [phoneCode] from the phone button */
export async function signInAs(as, phoneCode) {
  return accountView((await signIn(as, phoneCode)).account);
}

/** Bind the customer's phone: parcels sent to it become theirs to see. @param {string} phoneCode */
export async function bindPhone(phoneCode) {
  const endpoint = /** @type {const} */ ({ fn: 'login', action: 'bind_phone', http: 'POST /sessions/phone', as: 'customer' });
  // The code is good once: a lost reply is not asked for again with the same one.
  const session = await call(endpoint, { phone_code: phoneCode }, { tries: 1 });
  keep('customer', session);
  forgetAll('customer');
  return accountView(session.account);
}

/** Send the courier a code by SMS. @param {string} phone @returns {Promise<{ nextInS: number }>} */
export async function sendCode(phone) {
  const sent = await call({ fn: 'login', action: 'send_code', http: 'POST /sessions/code' }, { phone }, { tries: 1 });
  return { nextInS: sent.next_in_s };
}

/** @param {string} phone @param {string} code */
export async function signInByCode(phone, code) {
  const endpoint = { fn: 'login', action: 'login_by_code', http: 'POST /sessions/staff/code' };
  const session = await call(endpoint, { phone, code }, { tries: 1 });
  keep('courier', session);
  return accountView(session.account);
}

/** Sign out here; the server is told, but nobody waits for it. @param {As} as */
export async function signOut(as) {
  await call({ fn: 'login', action: 'logout', http: 'DELETE /sessions', as }, {}, { tries: 1, timeoutMs: 3_000 }).catch(() => {});
  forget(as);
  forgetAll(as);
}
