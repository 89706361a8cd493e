/** Message subscriptions: asked on a tap, counted at the server. */

import { call } from '../call.js';
import { config } from '../config.js';

/** @type {import('../transports.js').Endpoint} */
const ACCEPT = { fn: 'notify', action: 'accept_subscriptions', http: 'POST /subscriptions', as: 'customer', once: true };

/** @typedef {keyof typeof config.templates} Moment an order is placed, the same to be paid before, a parcel is waited for, or it does not come as planned */

/**
 * Ask whether we may tell what comes next. It must run in a tap; whatever the answer, the order goes on.
 * @param {Moment} moment
 * @returns {Promise<string[]>} the backend's names of the templates that were allowed
 */
export async function askToSubscribe(moment) {
  const templates = config.templates[moment];
  try {
    const told = /** @type {Record<string, any>} */ (await wx.requestSubscribeMessage({ tmplIds: templates.map((each) => each.id) }));
    return templates.filter((each) => told[each.id] === 'accept').map((each) => each.name);
  } catch {
    return []; // the switch is off, or WeChat does not ask here: messages are an extra, the order is not
  }
}

/** @param {string[]} templates */
export async function acceptSubscriptions(templates) {
  if (templates.length) await call(ACCEPT, { templates });
}
