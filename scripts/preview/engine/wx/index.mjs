/** The `wx` object. What is not here does not exist: a build that names it fails. */

import { account } from './account.mjs';
import { application } from './application.mjs';
import { bluetooth } from './bluetooth.mjs';
import { cloud } from './cloud.mjs';
import { device } from './device.mjs';
import { dialogues } from './dialogues.mjs';
import { files } from './files.mjs';
import { media } from './media.mjs';
import { navigation } from './navigation.mjs';
import { network } from './network.mjs';
import { payment } from './payment.mjs';
import { places } from './places.mjs';
import { query } from './query.mjs';
import { storage } from './storage.mjs';

const GROUPS = [bluetooth, navigation, network, storage, dialogues, places, media, files, account, payment, cloud, device, query, application];

/** @param {any} phone @returns {Record<string, any>} */
export function makeWx(phone) {
  return Object.assign({}, ...GROUPS.map((group) => group(phone)));
}

/** Every member there is; those of `cloud` as `cloud.name`. @returns {Set<string>} */
export function apiNames() {
  const wx = makeWx({});
  return new Set([...Object.keys(wx), ...Object.keys(wx.cloud).map((name) => `cloud.${name}`)]);
}
