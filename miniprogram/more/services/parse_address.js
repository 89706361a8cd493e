/** Addresses as they come: pasted, spoken, photographed, picked on the map; read by the server, checked by the person. */

import { call } from '../../call.js';
import { Fault } from '../../lib/fault.js';
import { contentTypeOf, upload } from '../../lib/uploads.js';

/** @typedef {'name' | 'phone' | 'region' | 'detail'} Part what of a party was read */
/** @typedef {'paste' | 'voice' | 'photo'} Source */
/** @typedef {{ part: Part, label: string, patch: Partial<import('../../lib/party.js').Party> }} Alternative */
/**
 * @typedef {object} Person one that was read
 * @property {'consignor' | 'consignee' | ''} role
 * @property {Partial<import('../../lib/party.js').Party>} patch what was found, and nothing else
 * @property {Part[]} uncertain what a person should look at
 * @property {Alternative[]} alternatives
 * @property {string[]} renamed divisions that have another name today
 */

const PHOTO_TIMEOUT_MS = 30_000;

/** @param {string} action @param {string} http @returns {import('../../transports.js').Endpoint} */
const endpoint = (action, http) => ({ fn: 'parse_address', action, http, as: 'customer' });
const PARSE = endpoint('parse_address', 'POST /addresses/parse');

/**
 * @param {string} text at most 2,000 characters
 * @param {Source} source
 * @returns {Promise<Person[]>} none when nothing was found
 */
export async function readText(text, source) {
  const { people } = await call(PARSE, { text, source }, { tries: 2 });
  return people.map(personView);
}

/**
 * @param {string} path of a compressed picture
 * @returns {Promise<{ people: Person[], retake: string }>} `retake` says what to do better; nobody was read then
 */
export async function readPhoto(path) {
  const { contentType, size } = await contentTypeOf(path);
  const asked = { content_type: contentType, size_bytes: size };
  const key = await upload(await call(endpoint('request_photo', 'POST /addresses/photos'), asked), path);
  const options = { tries: 2, timeoutMs: PHOTO_TIMEOUT_MS };
  const told = await call(PARSE, { image_key: key, source: 'photo' }, options);
  return { people: told.people.map(personView), retake: told.retake ? told.retake_reason || '没有看清，请重新拍摄' : '' };
}

/**
 * The region of a place picked on the map: by its point, or by the address the map wrote, where the point's cannot be had.
 * @param {import('../../lib/coordinates.js').Point} location WGS-84
 * @param {string} address '' when the map wrote none
 * @returns {Promise<{ region: string[], adcode: string }>}
 */
export async function regionAt(location, address) {
  const told = await call(endpoint('reverse_geocode', 'POST /addresses/reverse'), { location }, { tries: 1 }).catch(() => null);
  if (told?.adcode) return { region: regionOf(told), adcode: told.adcode };
  const [person] = address ? await readText(address, 'paste') : [];
  const { region, adcode } = person?.patch || {};
  if (!region || !adcode) throw new Fault('refused', 'NO_REGION', '没能认出所在地区，请核对省市区');
  return { region, adcode };
}

/**
 * Tell which parts were mended and how, never what stood there.
 * @param {Source} source
 * @param {Record<string, Part[]>} mended parts by kind
 */
export async function tellCorrections(source, mended) {
  const kinds = Object.entries(mended).filter(([, parts]) => parts.length);
  const correction = endpoint('record_correction', 'POST /addresses/corrections');
  await Promise.all(kinds.map(([kind, parts]) => call(correction, { source, fields: parts, kind }, { tries: 1 })));
}

/** @param {any} person @returns {Person} */
export function personView(person) {
  return {
    role: person.role || '',
    patch: patchOf(person),
    uncertain: [...new Set((person.uncertain || []).map(partOf))],
    alternatives: (person.alternatives || []).map((/** @type {any} */ each) => ({
      part: partOf(each.field),
      label: each.label,
      patch: patchOf(each.values),
    })),
    renamed: (person.former || []).map((/** @type {any} */ each) => `${each.old} 现为 ${each.new}`),
  };
}

/** @type {Record<string, Part>} */
const PARTS = { name: 'name', phone: 'phone', extension: 'phone', street: 'detail', detail: 'detail', address: 'detail' };

/** @param {string} field the server's name @returns {Part} */
function partOf(field) {
  return PARTS[field] || 'region';
}

/** What is there, as a party has it. @param {any} read */
function patchOf(read) {
  /** @type {Partial<import('../../lib/party.js').Party>} */
  const patch = {};
  if (read.name) patch.name = read.name;
  if (read.phone) Object.assign(patch, { phone: read.phone, extension: read.extension || '' });
  // A point on the map belongs to the address that was there before.
  if (read.adcode) Object.assign(patch, { region: regionOf(read), adcode: read.adcode, location: null });
  const address = read.address ?? `${read.street || ''}${read.detail || ''}`;
  if (address) Object.assign(patch, { address, location: null });
  return patch;
}

/** @param {{ province: string, city: string, district: string }} told */
function regionOf({ province, city, district }) {
  return [province, city, district].filter(Boolean);
}
