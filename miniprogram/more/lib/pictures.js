/** Photos on their way to the server. */

import { contentTypeOf } from '../../lib/uploads.js';

/** @param {string[]} photos paths @returns {Promise<import('../../services/sign.js').Picture[]>} as they are uploaded */
export function picturesOf(photos) {
  return Promise.all(photos.map(async (path) => ({ path, kind: /** @type {const} */ ('photo'), ...(await contentTypeOf(path)) })));
}
