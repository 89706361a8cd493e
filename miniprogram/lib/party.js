/** Sender or recipient as they are typed, and what is wrong with them, field by field. */

/**
 * @typedef {object} Party
 * @property {string} name
 * @property {string} phone
 * @property {string} extension of a land line or of a shop's relay number
 * @property {string[]} region province, city, district
 * @property {string} adcode the district's GB/T 2260 code
 * @property {string} address street and number
 * @property {import('./coordinates.js').Point | null} location WGS-84
 */

/** @returns {Party} */
export function emptyParty() {
  return { name: '', phone: '', extension: '', region: [], adcode: '', address: '', location: null };
}

/** Mobile, or a land line with its area code. @param {string} phone */
export function isPhone(phone) {
  const digits = phone.replace(/[\s-]/g, '').replace(/^(\+?86)/, '');
  return /^1[3-9][0-9]{9}$/.test(digits) || /^0[0-9]{9,11}$/.test(digits);
}

/**
 * What somebody wrote into the field of the phone, taken apart: "0755-86013388 转 8812" has its extension behind it.
 * @param {string} written
 * @returns {{ phone: string, extension?: string }}
 */
export function phoneOf(written) {
  const [, phone, extension] = /^(.*?[0-9])\s*(?:转|分机|[#＃,，*-])+\s*([0-9]{1,8})$/.exec(written.trim()) || [];
  return phone && !isPhone(written) && isPhone(phone) ? { phone, extension } : { phone: written };
}

/** @param {Party} party @returns {Record<string, string>} the message beside each wrong field */
export function problemsOf(party) {
  /** @type {Record<string, string>} */
  const problems = {};
  const name = party.name.trim();
  if (!name || name.length > 40) problems.name = name ? '姓名不超过 40 个字' : '请填写姓名';
  if (!isPhone(party.phone)) problems.phone = party.phone ? '手机号不正确，请检查位数' : '请填写手机号';
  if (party.extension && !/^[0-9]{1,8}$/.test(party.extension)) problems.extension = '分机号只填数字，最多 8 位';
  if (!/^[1-9][0-9]{5}$/.test(party.adcode)) problems.region = '请选择省、市、区';
  const address = party.address.trim();
  if (address.length < 4) problems.address = '请填写详细地址，精确到门牌号';
  if (address.length > 120) problems.address = '地址不超过 120 个字';
  return problems;
}

/** @param {Party} party */
export function isComplete(party) {
  return Object.keys(problemsOf(party)).length === 0;
}

/** As the backend wants it: the whole address in one line. @param {Party} party */
export function entryOf(party) {
  return {
    name: party.name.trim(),
    phone: party.phone.replace(/[\s-]/g, ''),
    ...(party.extension && { extension: party.extension }),
    address: shownRegion(party).join('') + party.address.trim(),
    adcode: party.adcode,
    ...(party.location && { location: party.location }),
  };
}

/** The names of its divisions, none twice: some cities have no districts. @param {{ region: string[] }} party */
export function shownRegion({ region }) {
  return region.filter((part, at) => part && part !== region[at - 1]);
}

/** For a card: one line of who, one of where. @param {Party} party */
export function partyView(party) {
  return {
    complete: isComplete(party),
    who: [party.name.trim(), party.extension ? `${party.phone} 转 ${party.extension}` : party.phone].filter(Boolean).join('  '),
    where: [shownRegion(party).join(' '), party.address.trim()].filter(Boolean).join(' '),
  };
}

/** As the address book keeps it. @param {Party} party */
export function placeOf(party) {
  const [province = '', city = '', district = ''] = party.region;
  return {
    name: party.name.trim(),
    phone: party.phone.replace(/[\s-]/g, ''),
    ...(party.extension && { extension: party.extension }),
    province,
    city: city || province,
    district,
    adcode: party.adcode,
    address: party.address.trim(),
    ...(party.location && { location: party.location }),
  };
}

/** From the address book. @param {any} entry @returns {Party} */
export function partyOf(entry) {
  return {
    name: entry.name,
    phone: entry.phone.replace(/^\+86/, ''),
    extension: entry.extension || '',
    region: [entry.province, entry.city, entry.district].filter(Boolean),
    adcode: entry.adcode,
    address: entry.address,
    location: entry.location || null,
  };
}
