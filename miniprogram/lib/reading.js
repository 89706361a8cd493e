/** What was read into a form, beside what the person made of it: doubts last until somebody looks at them. */

/** @typedef {import('../more/services/parse_address.js').Person} Person */
/** @typedef {import('../more/services/parse_address.js').Part} Part */
/** @typedef {import('./party.js').Party} Party */
/** @typedef {Person & { source: import('../more/services/parse_address.js').Source }} Reading */

/** @type {Record<Part, (keyof Party)[]>} */
const FIELDS = { name: ['name'], phone: ['phone', 'extension'], region: ['adcode'], detail: ['address'] };
/** @type {Record<Part, string>} */
const LABELS = { name: '姓名', phone: '电话', region: '省市区', detail: '详细地址' };
const PARTS = /** @type {Part[]} */ (Object.keys(FIELDS));

/** @param {Reading} reading @param {Party} party @param {Part} part whether it stands as it was read */
function untouched(reading, party, part) {
  return FIELDS[part].every((field) => party[field] === (reading.patch[field] ?? ''));
}

/** What should still be looked at. @param {Reading | null | undefined} reading @param {Party} party @returns {Part[]} */
export function doubtsOf(reading, party) {
  return reading ? reading.uncertain.filter((part) => FIELDS[part][0] in reading.patch && untouched(reading, party, part)) : [];
}

/** "请核对电话、详细地址"; '' when nothing is in doubt. @param {Reading | null | undefined} reading @param {Party} party */
export function doubtText(reading, party) {
  const doubts = doubtsOf(reading, party);
  return doubts.length ? `请核对${doubts.map((part) => LABELS[part]).join('、')}` : '';
}

/** Other readings, until one is taken or the part is written anew. @param {Reading | null | undefined} reading @param {Party} party */
export function alternativesOf(reading, party) {
  return reading ? reading.alternatives.filter(({ part }) => untouched(reading, party, part)) : [];
}

/**
 * How the person mended what was read: what was wrong, what was missing, where another reading was taken.
 * @param {Reading} reading
 * @param {Party} party
 * @returns {Record<'wrong' | 'missing' | 'alternative', Part[]>}
 */
export function corrections(reading, party) {
  /** @type {Record<'wrong' | 'missing' | 'alternative', Part[]>} */
  const told = { wrong: [], missing: [], alternative: [] };
  for (const part of PARTS.filter((each) => !untouched(reading, party, each))) told[kindOf(reading, party, part)].push(part);
  return told;
}

/** @param {Reading} reading @param {Party} party @param {Part} part */
function kindOf(reading, party, part) {
  const [field] = FIELDS[part];
  if (reading.alternatives.some((each) => each.part === part && each.patch[field] === party[field])) return 'alternative';
  return field in reading.patch ? 'wrong' : 'missing';
}

/**
 * Who of the people read belongs on which side; null when only a person can tell.
 * @param {Person[]} people at least one
 * @param {'consignor' | 'consignee'} side where they were pasted
 * @returns {{ mine: Person, other: Person | null } | null}
 */
export function sides(people, side) {
  if (people.length === 1) return { mine: people[0], other: null };
  const named = people.find((each) => each.role === side);
  const rest = people.filter((each) => each !== named);
  const opposite = rest.find((each) => each.role && each.role !== side);
  if (named) return { mine: named, other: opposite || (people.length === 2 ? rest[0] : null) };
  return people.length === 2 && opposite ? { mine: /** @type {Person} */ (people.find((each) => each !== opposite)), other: opposite } : null;
}

/** How much of `after` is new: what stands between what both begin and end with. @param {string} before @param {string} after */
export function insertedLength(before, after) {
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && before[start] === after[start]) start += 1;
  let end = 0;
  while (end < most - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end += 1;
  return after.length - start - end;
}
