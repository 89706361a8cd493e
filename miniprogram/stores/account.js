/** The customer who uses this phone, for every page that shows them. */

import { action, observable } from 'mobx-miniprogram';
import { bindPhone, lastAccount, signInAs } from '../services/login.js';

/** @typedef {{ id: string, name: string, phone: string }} Account */

export const account = observable({
  /** @type {Account | null} */
  customer: null,

  get phoneBound() {
    return Boolean(this.customer?.phone);
  },

  recall: action(function () {
    account.customer = lastAccount('customer');
  }),

  set: action((/** @type {Account | null} */ customer) => {
    account.customer = customer;
  }),

  async signIn() {
    account.set(account.customer || (await signInAs('customer')));
  },

  /** @param {string} phoneCode */
  async bind(phoneCode) {
    await account.signIn();
    account.set(await bindPhone(phoneCode));
  },
});
