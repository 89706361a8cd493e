/** What pages that do one thing to one parcel share: one try at a time, with a request id of its own. */

import { forgetAll } from '../../cache.js';
import { asFault } from '../../lib/fault.js';
import { newId } from '../../lib/ids.js';
import { say } from '../../lib/tell.js';
import { trackParcel } from '../../services/track.js';

/** @typedef {{ data: { working: boolean }, setData: (patch: any) => void, requestId: string, waybillNo: string }} DeedPage */

/** As the server tells it now. @param {string} waybillNo @returns {Promise<any>} the reply */
export function parcelNow(waybillNo) {
  return trackParcel(waybillNo);
}

/**
 * A refused try was none: the next one is another request. After a broken call it is the same one again.
 * @param {DeedPage} page
 * @param {(requestId: string) => Promise<void>} act
 * @returns {Promise<import('../../lib/fault.js').Fault | null | undefined>} null when it was done, what refused it, or nothing while another runs
 */
export async function doing(page, act) {
  if (page.data.working) return undefined;
  page.setData({ working: true });
  try {
    await act((page.requestId ||= newId(Date.now())));
    page.requestId = '';
    forgetAll('customer.orders');
    return null;
  } catch (error) {
    const fault = asFault(error);
    if (fault.kind === 'refused') page.requestId = '';
    say(fault.message);
    return fault;
  } finally {
    page.setData({ working: false });
  }
}

/** Back where the person came from, with a word about it. @param {string} word */
export async function backWith(word) {
  await wx.navigateBack();
  say(word);
}
