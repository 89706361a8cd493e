/**
 * What happened before a test begins: people who signed in and parcels that they placed or carried, by the public API.
 * All made up; both addresses lie in the district of the courier's outlet.
 */

import { newId } from '../../../miniprogram/lib/ids.js';

/** One grey dot. */
const PICTURE = Uint8Array.from(
  atob('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGOoBwAAgQCA1nyPXQAAAABJRU5ErkJggg=='),
  (byte) => byte.charCodeAt(0),
);
const OUTLET_POINT = { lng: 113.322, lat: 23.125 };
const IDENTITY = { name: '林知夏', id_number: '11010519491231002X' };
/** As people copy them from a chat. */
export const PASTES = {
  consignor: '林知夏 19900008001 广东省广州市天河区天河路208号桂花楼502室',
  consignee: '收件人：沈星河\n电话：199 0000 8002\n地址：广州市天河区体育西路66号云杉座1203室',
};
export const CONSIGNOR = {
  name: '林知夏', phone: '19900008001', adcode: '440106', address: '天河路208号桂花楼502室', location: { lng: 113.3215, lat: 23.1312 },
};
export const CONSIGNEE = {
  name: '沈星河', phone: '19900008002', adcode: '440106', address: '体育西路66号云杉座1203室', location: { lng: 113.3195, lat: 23.1282 },
};

export class People {
  /** @param {import('./cloud.mjs').Cloud} cloud */
  constructor(cloud) {
    this.cloud = cloud;
  }

  /**
   * @param {string} method @param {string} path @param {{ body?: any, session?: string }} [with_]
   * @returns {Promise<any>} the reply's data; rejects with the error's code
   */
  async call(method, path, { body, session } = {}) {
    const headers = { 'content-type': 'application/json', 'idempotency-key': newId(Date.now()), ...(session && { authorization: `Bearer ${session}` }) };
    const reply = await fetch(this.cloud.http_url + path, { method, headers, body: body && JSON.stringify(body) });
    const told = await reply.json();
    if (told.error) throw new Error(`${method} ${path}: ${told.error.code} ${JSON.stringify(told.error.details)}`);
    return told.data;
  }

  /** @param {string} name @param {any} body */
  async wechat(name, body) {
    const headers = { 'content-type': 'application/json' };
    const reply = await fetch(`${this.cloud.sandbox_url}/_sandbox/wechat/${name}`, { method: 'POST', headers, body: JSON.stringify(body) });
    return reply.json();
  }

  /** What chance, users and other companies do. @param {string} path below /_sandbox/ @param {any} body */
  async control(path, body) {
    const headers = { 'content-type': 'application/json' };
    const reply = await fetch(`${this.cloud.sandbox_url}/_sandbox/${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    if (!reply.ok) throw new Error(`${path}: ${await reply.text()}`);
    return reply.json();
  }

  /** A customer's session with a phone bound to it. @param {string} openid @param {string} phone */
  async customer(openid, phone) {
    const { code } = await this.wechat('login-codes', { openid });
    const { session } = await this.call('POST', '/sessions', { body: { code } });
    const { code: phone_code } = await this.wechat('phone-codes', { openid, phone });
    return (await this.call('POST', '/sessions/phone', { session, body: { phone_code } })).session;
  }

  /** The session of one of the staff, as the given phone would have it. @param {string} openid @param {string} phone */
  async staff(openid, phone) {
    const [{ code }, { code: phone_code }] = await Promise.all([
      this.wechat('login-codes', { openid }),
      this.wechat('phone-codes', { openid, phone }),
    ]);
    return (await this.call('POST', '/sessions/staff', { body: { code, phone_code } })).session;
  }

  /** @param {string} courier session */
  onDuty(courier) {
    return this.call('POST', '/couriers/me/duty', { session: courier, body: { on: true, location: OUTLET_POINT } });
  }

  /** A new order. @param {string} customer session @param {{ cod_fen?: number, pieces?: number, proof_modes?: string[], terms?: string }} [extra] @returns {Promise<string>} its waybill number */
  async order(customer, { cod_fen = 0, pieces = 1, ...wishes } = {}) {
    const ask = { product: 'standard', weight_g: 1200, volume_cm3: 0, insured_value_fen: 0, cod_fen, pieces };
    const { quote_id } = await this.call('POST', '/quotes', { body: { ...ask, from_adcode: CONSIGNOR.adcode, to_adcode: CONSIGNEE.adcode } });
    const goods = { description: '茶叶两盒', category: 'food' };
    const body = { quote_id, ...ask, consignor: CONSIGNOR, consignee: CONSIGNEE, goods, terms: 'on_account', remark: '', ...wishes };
    return (await this.call('POST', '/orders', { session: customer, body })).waybill_no;
  }

  /** Waits until the courier has the order as a task. @param {string} courier session @param {string} waybillNo */
  async assigned(courier, waybillNo) {
    await until(`${waybillNo} is a task`, async () => {
      const { tasks } = await this.call('GET', '/couriers/me/tasks', { session: courier });
      return tasks.some((/** @type {any} */ each) => each.waybill_no === waybillNo);
    });
  }

  /** Accepted and its sender checked. @param {string} courier session @param {string} waybillNo @returns {Promise<string>} the check's token */
  async accepted(courier, waybillNo) {
    await this.assigned(courier, waybillNo);
    await this.call('POST', `/parcels/${waybillNo}/acceptance`, { session: courier, body: {} });
    return (await this.call('POST', `/parcels/${waybillNo}/real-name`, { session: courier, body: IDENTITY })).real_name_token;
  }

  /** Accepted, checked, taken. @param {string} courier session @param {string} waybillNo */
  async pickedUp(courier, waybillNo) {
    const real_name_token = await this.accepted(courier, waybillNo);
    const body = { ...fact(), real_name_token, inspected: true, weight_g: 1200, volume_cm3: 0 };
    await this.call('POST', `/parcels/${waybillNo}/pickup`, { session: courier, body });
  }

  /** On the courier's vehicle. @param {string} courier session @param {string} waybillNo */
  outForDelivery(courier, waybillNo) {
    return this.scanned(courier, waybillNo, 'out_for_delivery');
  }

  /** @param {string} session @param {string} waybillNo @param {string} step */
  async scanned(session, waybillNo, step) {
    const scan = { waybill_no: waybillNo, step, ...fact() };
    const { results } = await this.call('POST', '/scans', { session, body: { scans: [scan] } });
    if (results[0].error) throw new Error(`scan of ${waybillNo}: ${results[0].error.code}`);
  }

  /** Nobody was at home all day: the courier has room for more work. @param {string} courier session */
  async endsAttempts(courier) {
    const { tasks } = await this.call('GET', '/couriers/me/tasks', { session: courier });
    for (const { waybill_no } of tasks.filter((/** @type {any} */ each) => each.kind === 'delivery')) {
      const body = { ...fact(), reason: 'consignee_not_home' };
      await this.call('POST', `/parcels/${waybill_no}/failed-attempt`, { session: courier, body });
    }
  }

  /** An order that its courier has out for delivery. @param {string} customer @param {string} courier @param {{ cod_fen?: number, pieces?: number, proof_modes?: string[] }} [extra] */
  async delivery(customer, courier, extra) {
    const waybillNo = await this.order(customer, extra);
    await this.pickedUp(courier, waybillNo);
    await this.outForDelivery(courier, waybillNo);
    return waybillNo;
  }

  /** Weighed at the sender's door, who has to agree to the price. @param {string} courier session @param {string} waybillNo @param {number} weight_g */
  async measured(courier, waybillNo, weight_g) {
    await this.accepted(courier, waybillNo);
    const evidence = [await this.photo(courier, waybillNo)];
    await this.call('POST', `/parcels/${waybillNo}/measurement`, { session: courier, body: { weight_g, volume_cm3: 0, evidence } });
  }

  /** A photo of a parcel, uploaded and confirmed. @param {string} session @param {string} waybillNo @returns {Promise<string>} its key */
  async photo(session, waybillNo) {
    const asked = { kind: 'photo', content_type: 'image/png', size: PICTURE.length };
    const grant = await this.call('POST', `/parcels/${waybillNo}/uploads`, { session, body: asked });
    const form = new FormData();
    for (const [name, value] of Object.entries(grant.fields)) form.append(name, String(value));
    form.append('file', new Blob([PICTURE], { type: 'image/png' }), 'photo.png');
    const { status } = await fetch(grant.url, { method: 'POST', body: form });
    if (status >= 300) throw new Error(`upload: ${status}`);
    await this.call('POST', `/parcels/${waybillNo}/uploads/confirmation`, { session, body: { keys: [grant.key] } });
    return grant.key;
  }

  /** @param {string} courier session @param {string} waybillNo */
  async refused(courier, waybillNo) {
    await this.call('POST', `/parcels/${waybillNo}/refusal`, { session: courier, body: { ...fact(), reason: 'consignee_refused' } });
  }

  /** Left in a locker, as its consignee allowed. @param {string} courier @param {string} consignee sessions @param {string} waybillNo */
  async stored(courier, consignee, waybillNo) {
    const { consent_id } = await this.call('POST', `/parcels/${waybillNo}/storage-consent`, { session: consignee, body: { place: 'locker' } });
    const body = { ...fact(), place: 'locker', place_name: '东门快递柜 3 号 12 格', consent_id };
    await this.call('POST', `/parcels/${waybillNo}/storage`, { session: courier, body });
  }

  /** @param {string} customer session @param {string} waybillNo */
  parcel(customer, waybillNo) {
    return this.call('GET', `/parcels/${waybillNo}`, { session: customer });
  }
}

function fact() {
  const nowMs = Date.now();
  return { scan_id: newId(nowMs), occurred_at: new Date(nowMs).toISOString() };
}

/** @param {string} what @param {() => Promise<any>} look again and again @param {number} [withinMs] @returns {Promise<any>} what it found at last */
export async function until(what, look, withinMs = 30_000) {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (Date.now() > deadline) throw new Error(`not within ${withinMs / 1000} s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
