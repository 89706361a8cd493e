/** How one call travels, once: by HTTP or as a cloud function. Both resolve to the body as it came and its status. */

import { config } from './config.js';
import { Fault } from './lib/fault.js';

/**
 * @typedef {object} Endpoint what the backend registers for an action
 * @property {string} fn the function
 * @property {string} [action] its name for direct calls; none: only by HTTP
 * @property {string} http "POST /parcels/<waybill_no>/pickup"
 * @property {'customer' | 'courier'} [as] whose session it needs
 * @property {boolean} [once] the server remembers its reply by request id
 *
 * @typedef {object} Journey one attempt
 * @property {Endpoint} endpoint
 * @property {Record<string, any>} data
 * @property {string} requestId
 * @property {string} [token]
 * @property {number} timeoutMs
 *
 * @typedef {{ status: number, body: any }} Answer status is 0 where the transport has none
 */

/** @param {Journey} journey @returns {Promise<Answer>} */
export function send(journey) {
  return config.transport === 'cloud' ? byCloud(journey) : byRequest(journey);
}

/** The backend's address for the version that WeChat runs. */
export function origin() {
  return config.origins[wx.getAccountInfoSync().miniProgram.envVersion];
}

/**
 * The method, the path with its parameters filled in, and what is left of the data.
 * @param {string} http
 * @param {Record<string, any>} data
 */
export function routed(http, data) {
  const [method, pattern] = http.split(' ');
  const rest = { ...data };
  const path = pattern.replace(/<(\w+)>/g, (_, name) => {
    const value = rest[name];
    delete rest[name];
    return encodeURIComponent(value);
  });
  return { method, path, rest };
}

/** @param {Record<string, any>} data */
function queryOf(data) {
  const pairs = Object.entries(data).flatMap(([name, value]) => [value].flat().map((each) => [name, each]));
  return pairs.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');
}

/** @param {Journey} journey @returns {Promise<Answer>} */
function byRequest({ endpoint, data, requestId, token, timeoutMs }) {
  const { method, path, rest } = routed(endpoint.http, data);
  const query = method === 'GET' ? queryOf(rest) : '';
  /** @type {Record<string, string>} */
  const header = { 'Content-Type': 'application/json' };
  if (endpoint.once) header['Idempotency-Key'] = requestId;
  if (token) header.Authorization = `Bearer ${token}`;
  return new Promise((resolve, reject) => {
    wx.request({
      url: `${origin()}${path}${query && `?${query}`}`,
      method: /** @type {any} */ (method),
      data: method === 'GET' ? undefined : rest,
      header,
      timeout: timeoutMs,
      success: (reply) => resolve({ status: reply.statusCode, body: reply.data }),
      fail: ({ errMsg }) => reject(unreachable(errMsg)),
    });
  });
}

/** @param {Journey} journey @returns {Promise<Answer>} */
async function byCloud({ endpoint, data, requestId, token }) {
  if (!endpoint.action) throw new Fault('refused', 'NOT_AVAILABLE', '当前版本暂不支持此功能');
  const call = { action: endpoint.action, data, request_id: requestId, session: token };
  try {
    const reply = await wx.cloud.callFunction({ name: endpoint.fn, data: call, config: { env: config.cloudEnv } });
    return { status: 0, body: reply.result };
  } catch (error) {
    throw unreachable(/** @type {{ errMsg?: string }} */ (error).errMsg || '');
  }
}

/** @param {string} errMsg */
function unreachable(errMsg) {
  const late = errMsg.includes('timeout');
  return new Fault('network', late ? 'TIMEOUT' : 'OFFLINE', late ? '网络太慢，请稍后重试' : '网络不可用，请检查网络');
}
