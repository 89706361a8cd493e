/** Message subscriptions: asked on a tap, counted at the server. */

import { call } from '../call.js';
import { config } from '../config.js';

/** @type {import('../transports.js').Endpoint} */
const ACCEPT = { fn: 'notify', action: 'accept_subscriptions', http: 'POST /subscriptions', as: 'customer', once: true };

/**
 * Ask whether we may tell about the next order. It must run in a tap; whatever the answer, the order goes on.
 * @returns {Promise<string[]>} the backend's names of the templates that were allowed
 */
export async function askToSubscribe() {
  try {
    const told = /** @type {Record<string, any>} */ (await wx.requestSubscribeMessage({ tmplIds: config.templates.map((each) => each.id) }));
    return config.templates.filter((each) => told[each.id] === 'accept').map((each) => each.name);
  } catch {
    return []; // the switch is off, or WeChat does not ask here: messages are an extra, the order is not
  }
}

/** @param {string[]} templates */
export async function acceptSubscriptions(templates) {
  if (templates.length) await call(ACCEPT, { templates });
}
