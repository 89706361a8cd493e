/**
 * The one door to the backend. A call keeps its request id for as long as it is tried again, signs in when it must, and
 * ends in the reply's data or in a Fault; it never hangs.
 */

import { Fault } from './lib/fault.js';
import { newId } from './lib/ids.js';
import { forget, keep, kept } from './session.js';
import { send } from './transports.js';

/** @typedef {import('./transports.js').Endpoint} Endpoint */
/** @typedef {import('./session.js').As} As */

const TIMEOUT_MS = 15_000;
const TRIES = 3;
const FIRST_WAIT_MS = 400;
/** Nobody looks at a spinner for longer: after that the person decides whether to go on. */
const PATIENCE_MS = 12_000;
const SIGNED_OUT = ['SESSION_INVALID', 'LOGIN_REQUIRED'];
/** What a cloud function, which has no status, says when it is in trouble. */
const TROUBLE = ['STORE_UNAVAILABLE', 'PROVIDER_UNAVAILABLE', 'INTERNAL'];

/** @type {Endpoint} */
const LOGIN_CUSTOMER = { fn: 'login', action: 'login_customer', http: 'POST /sessions' };
/** @type {Endpoint} */
const LOGIN_STAFF = { fn: 'login', action: 'login_staff', http: 'POST /sessions/staff' };

/** Reads on their way, and sign-ins: whoever asks the same meanwhile gets the same answer. @type {Map<string, Promise<any>>} */
const underway = new Map();

/**
 * @param {Endpoint} endpoint
 * @param {Record<string, any>} [data]
 * @param {{ requestId?: string, tries?: number, timeoutMs?: number }} [options] `requestId` when the caller keeps it
 * @returns {Promise<any>} the reply's data; rejects with a Fault
 */
export function call(endpoint, data = {}, options = {}) {
  if (!endpoint.http.startsWith('GET ')) return attempt(endpoint, data, options);
  return shared(`${endpoint.as}:${endpoint.http}:${JSON.stringify(data)}`, () => attempt(endpoint, data, options));
}

/**
 * Sign in anew by wx.login; a courier's first time needs the code of the phone button.
 * @param {As} as
 * @param {string} [phoneCode]
 * @returns {Promise<import('./session.js').Session>}
 */
export function signIn(as, phoneCode) {
  return shared(`signIn:${as}:${phoneCode || ''}`, async () => {
    const session = await retrying(TRIES, () => oneSignIn(as, phoneCode));
    keep(as, session);
    return session;
  });
}

/** A login code is good once, so each try takes a fresh one. @param {As} as @param {string} [phoneCode] */
async function oneSignIn(as, phoneCode) {
  const { code } = await wx.login().catch(() => {
    throw new Fault('network', 'LOGIN_FAILED', '暂时无法登录，请检查网络后重试');
  });
  const endpoint = as === 'courier' ? LOGIN_STAFF : LOGIN_CUSTOMER;
  const data = phoneCode ? { code, phone_code: phoneCode } : { code };
  return once(endpoint, data, '', undefined, TIMEOUT_MS);
}

/** @param {string} key @param {() => Promise<any>} start */
function shared(key, start) {
  const running = underway.get(key);
  if (running) return running;
  const begun = start().finally(() => underway.delete(key));
  underway.set(key, begun);
  return begun;
}

/** @param {Endpoint} endpoint @param {Record<string, any>} data @param {{ requestId?: string, tries?: number, timeoutMs?: number }} options */
async function attempt(endpoint, data, { requestId = newId(Date.now()), tries = TRIES, timeoutMs = TIMEOUT_MS }) {
  const { as } = endpoint;
  const go = () => retrying(tries, () => once(endpoint, data, requestId, as && kept(as)?.session, timeoutMs));
  if (!as) return go();
  const used = (kept(as) || (await signIn(as))).session;
  try {
    return await go();
  } catch (error) {
    if (!(error instanceof Fault) || !SIGNED_OUT.includes(error.code)) throw error;
  }
  // Another call may have signed in meanwhile: its session is as good as ours would be.
  if (kept(as)?.session === used) {
    forget(as);
    await signIn(as);
  }
  return go();
}

/**
 * @param {Endpoint} endpoint
 * @param {Record<string, any>} data
 * @param {string} requestId
 * @param {string | undefined | null} token
 * @param {number} timeoutMs
 */
async function once(endpoint, data, requestId, token, timeoutMs) {
  const { status, body } = await send({ endpoint, data, requestId, token: token || undefined, timeoutMs });
  const sensible = body !== null && typeof body === 'object';
  // A gateway's own errors look otherwise: they are no word of the backend.
  if (sensible && body.error?.code && body.error.message) throw refusal(status, body.error);
  if (sensible && 'data' in body && status < 400) return body.data;
  throw new Fault('server', 'REPLY_UNREADABLE', '服务暂时不可用，请稍后重试', { status });
}

/** @param {number} status @param {{ code: string, message: string, details?: Record<string, any> }} error */
function refusal(status, { code, message, details = {} }) {
  const troubled = status >= 500 || TROUBLE.includes(code);
  return new Fault(troubled ? 'server' : 'refused', code, message, details);
}

/**
 * Again after what may pass, each time later; some chance in it, so that phones do not come back all at once.
 * @template T
 * @param {number} tries
 * @param {() => Promise<T>} go
 * @returns {Promise<T>}
 */
async function retrying(tries, go) {
  const begun = Date.now();
  for (let left = tries - 1; ; left -= 1) {
    try {
      return await go();
    } catch (error) {
      const enough = left <= 0 || Date.now() - begun > PATIENCE_MS;
      if (!(error instanceof Fault) || !error.passing || enough) throw error;
      const wait = FIRST_WAIT_MS * 2 ** (tries - 1 - left) * (0.75 + Math.random() / 2);
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }
}
