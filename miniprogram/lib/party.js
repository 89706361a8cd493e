/** Sender or recipient as they are typed, and what is wrong with them, field by field. */

/**
 * @typedef {object} Party
 * @property {string} name
 * @property {string} phone
 * @property {string[]} region province, city, district
 * @property {string} adcode the district's GB/T 2260 code
 * @property {string} address street and number
 * @property {import('./coordinates.js').Point | null} location WGS-84
 */

/** @returns {Party} */
export function emptyParty() {
  return { name: '', phone: '', region: [], adcode: '', address: '', location: null };
}

/** Mobile, or a land line with its area code. @param {string} phone */
export function isPhone(phone) {
  const digits = phone.replace(/[\s-]/g, '').replace(/^(\+?86)/, '');
  return /^1[3-9][0-9]{9}$/.test(digits) || /^0[0-9]{9,11}$/.test(digits);
}

/** @param {Party} party @returns {Record<string, string>} the message beside each wrong field */
export function problemsOf(party) {
  /** @type {Record<string, string>} */
  const problems = {};
  const name = party.name.trim();
  if (!name || name.length > 40) problems.name = name ? '姓名不超过 40 个字' : '请填写姓名';
  if (!isPhone(party.phone)) problems.phone = party.phone ? '手机号不正确，请检查位数' : '请填写手机号';
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
  const region = party.region.filter((part, at) => part !== party.region[at - 1]).join('');
  const entry = {
    name: party.name.trim(),
    phone: party.phone.replace(/[\s-]/g, ''),
    address: region + party.address.trim(),
    adcode: party.adcode,
  };
  return party.location ? { ...entry, location: party.location } : entry;
}

/** For a card: one line of who, one of where. @param {Party} party */
export function partyView(party) {
  return {
    complete: isComplete(party),
    who: [party.name.trim(), party.phone].filter(Boolean).join('  '),
    where: [party.region.join(' '), party.address.trim()].filter(Boolean).join(' '),
  };
}
