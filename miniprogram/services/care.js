/** What a customer says of a delivery. */

import { call } from '../call.js';

export const GOOD_TAGS = [
  { value: 'on_time', label: '准时送达' },
  { value: 'polite', label: '服务热情' },
  { value: 'called_first', label: '提前联系' },
  { value: 'careful', label: '包裹完好' },
  { value: 'to_the_door', label: '送货上门' },
];
export const BAD_TAGS = [
  { value: 'late', label: '配送太慢' },
  { value: 'rude', label: '态度不好' },
  { value: 'not_called', label: '没有联系' },
  { value: 'damaged', label: '包裹破损' },
  { value: 'not_to_the_door', label: '未送上门' },
];
const STARS = ['', '非常不满意', '不满意', '一般', '满意', '非常满意'];
const GOOD_FROM = 4;

/** @type {import('../transports.js').Endpoint} */
const RATE = { fn: 'care', action: 'rate_parcel', http: 'POST /parcels/<waybill_no>/rating', as: 'customer', once: true };

/** What can be said at so many stars. @param {number} stars 1 to 5 */
export function tagsFor(stars) {
  return stars >= GOOD_FROM ? GOOD_TAGS : BAD_TAGS;
}

/** @param {number} stars 0 before any were given */
export function starsText(stars) {
  return STARS[stars];
}

/**
 * @param {string} waybillNo
 * @param {{ stars: number, tags: string[], comment: string }} rating
 * @param {string} requestId kept by the caller: a double tap is one rating
 */
export async function rateParcel(waybillNo, rating, requestId) {
  await call(RATE, { waybill_no: waybillNo, ...rating }, { requestId });
}

/** @param {any} rating as the server has it, or nothing @returns {{ stars: number, text: string, said: string } | null} */
export function ratingView(rating) {
  if (!rating) return null;
  const labels = [...GOOD_TAGS, ...BAD_TAGS].filter((each) => rating.tags.includes(each.value)).map((each) => each.label);
  return { stars: rating.stars, text: starsText(rating.stars), said: [...labels, rating.comment].filter(Boolean).join('，') };
}
