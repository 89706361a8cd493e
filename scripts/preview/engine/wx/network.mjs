/** Requests, uploads and sockets: only to listed domains, and only while there is a network. */

import { api, ApiFailure, failure, listeners, wanted } from './api.mjs';

const TIMEOUT_MS = 60_000;
const GONE = 'errcode:-106 cronet_error_code:-106 error_msg:net::ERR_INTERNET_DISCONNECTED';

/** The preview's own address for a listed one. @param {any} phone @param {'request' | 'uploadFile' | 'downloadFile' | 'socket'} kind @param {string} url */
export function routed(phone, kind, url) {
  let target;
  try {
    target = new URL(url);
  } catch {
    throw new ApiFailure(`invalid url "${url}"`);
  }
  const origin = target.origin.replace(/^ws/, 'http');
  if (!phone.settings.domains[kind]?.includes(origin)) throw new ApiFailure('url not in domain list', { errno: 600002 });
  return `_to/${encodeURIComponent(origin)}${target.pathname}${target.search}`;
}

/** @param {any} phone */
async function carried(phone) {
  await phone.network.wait();
  if (phone.network.type === 'none') throw new ApiFailure(GONE, { errno: 600001 });
}

/**
 * Sends within the time that is told.
 * @param {any} phone @param {string} address @param {RequestInit} init @param {number} timeout @param {AbortController} stop
 */
async function fetched(phone, address, init, timeout, stop) {
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    stop.abort();
  }, timeout);
  try {
    await carried(phone);
    const reply = await fetch(address, { ...init, signal: stop.signal });
    return { status: Number(reply.headers.get('x-preview-status') ?? reply.status), headers: reply.headers, body: await reply.arrayBuffer() };
  } catch (error) {
    if (error instanceof ApiFailure) throw error;
    throw new ApiFailure(late ? 'timeout' : stop.signal.aborted ? 'abort' : GONE, { errno: late ? 5 : 600001 });
  } finally {
    clearTimeout(timer);
  }
}

/** @param {string} name @param {any} options @param {(stop: AbortController) => Promise<any>} run */
function task(name, options, run) {
  const stop = new AbortController();
  const settled = run(stop).then(
    (result) => [options.success, options.complete].forEach((each) => each?.({ ...result, errMsg: `${name}:ok` })),
    (error) => [options.fail, options.complete].forEach((each) => each?.(failure(name, error))),
  );
  const none = () => {};
  const listening = { onHeadersReceived: none, offHeadersReceived: none, onChunkReceived: none, offChunkReceived: none };
  return { settled, handle: { abort: () => stop.abort(), ...listening } };
}

/** Address and init of a request. @param {any} options */
function composed({ url, data, method = 'GET', header = {} }) {
  const headers = new Headers(header);
  if (method === 'GET') {
    const pairs = Object.entries(data ?? {}).map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`);
    return { url: pairs.length ? `${url}${url.includes('?') ? '&' : '?'}${pairs.join('&')}` : url, init: { method, headers } };
  }
  if (!headers.has('content-type')) headers.set('content-type', 'application/json');
  const form = headers.get('content-type')?.includes('x-www-form-urlencoded');
  const raw = typeof data === 'string' || data instanceof ArrayBuffer;
  const body = data === undefined || raw ? data : form ? new URLSearchParams(data).toString() : JSON.stringify(data);
  return { url, init: { method, headers, body } };
}

/** @param {ArrayBuffer} body @param {any} options */
function read(body, { dataType = 'json', responseType = 'text' }) {
  if (responseType === 'arraybuffer') return body;
  const text = new TextDecoder().decode(body);
  if (dataType !== 'json') return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** @param {any} phone */
export function network(phone) {
  const request = (/** @type {any} */ options) =>
    task('request', options, async (stop) => {
      wanted(options, { url: 'string' });
      const { url, init } = composed(options);
      const { status, headers, body } = await fetched(phone, routed(phone, 'request', url), init, options.timeout ?? TIMEOUT_MS, stop);
      return { data: read(body, options), statusCode: status, header: Object.fromEntries(headers), cookies: [] };
    }).handle;
  const uploadFile = (/** @type {any} */ options) => {
    const progress = listeners();
    const { handle } = task('uploadFile', options, async (stop) => {
      wanted(options, { url: 'string', filePath: 'string', name: 'string' });
      const address = routed(phone, 'uploadFile', options.url);
      const file = await phone.files.get(options.filePath);
      if (!file) throw new ApiFailure(`createUploadTask:fail file not found: ${options.filePath}`);
      const form = new FormData();
      for (const [name, value] of Object.entries(options.formData ?? {})) form.append(name, String(value));
      form.append(options.name, file, options.filePath.split('/').pop());
      const init = { method: 'POST', body: form, headers: new Headers(options.header) };
      const { status, body } = await fetched(phone, address, init, options.timeout ?? TIMEOUT_MS, stop);
      progress.send({ progress: 100, totalBytesSent: file.size, totalBytesExpectedToSend: file.size });
      return { data: new TextDecoder().decode(body), statusCode: status };
    });
    return { ...handle, onProgressUpdate: progress.on, offProgressUpdate: progress.off };
  };
  const downloadFile = (/** @type {any} */ options) => {
    const { handle } = task('downloadFile', options, async (stop) => {
      wanted(options, { url: 'string' });
      const { status, headers, body } = await fetched(phone, routed(phone, 'downloadFile', options.url), {}, options.timeout ?? TIMEOUT_MS, stop);
      const type = headers.get('content-type') ?? '';
      const file = new Blob([body], { type });
      return { tempFilePath: phone.files.keepTemporary(file, type.includes('pdf') ? '.pdf' : ''), statusCode: status };
    });
    return handle;
  };
  const [changed, weakened] = [listeners(), listeners()];
  phone.network?.watch?.((/** @type {string} */ type) => changed.send({ networkType: type, isConnected: type !== 'none' }));
  phone.network?.watch?.((/** @type {string} */ type) => weakened.send({ networkType: type, weakNet: type === '2g' }));
  return {
    request,
    uploadFile,
    downloadFile,
    connectSocket: (/** @type {any} */ options) => socket(phone, options),
    getNetworkType: api('getNetworkType', () => ({ networkType: phone.network.type })),
    onNetworkStatusChange: changed.on,
    offNetworkStatusChange: changed.off,
    onNetworkWeakChange: weakened.on,
    offNetworkWeakChange: weakened.off,
  };
}

/** @param {any} phone @param {any} options */
function socket(phone, options) {
  const [opened, message, closed, broken] = [listeners(), listeners(), listeners(), listeners()];
  /** @type {WebSocket | null} */
  let line = null;
  const open = async () => {
    wanted(options, { url: 'string' });
    const address = new URL(routed(phone, 'socket', options.url), location.href);
    await carried(phone);
    line = new WebSocket(address.href.replace(/^http/, 'ws'), options.protocols ?? []);
    line.onopen = () => opened.send({ header: {}, profile: {} });
    line.onmessage = ({ data }) => message.send({ data });
    line.onclose = ({ code, reason }) => closed.send({ code, reason });
    line.onerror = () => broken.send({ errMsg: 'connectSocket:fail' });
    phone.network.watch((/** @type {string} */ type) => type === 'none' && lost());
  };
  // A line that breaks does not wait for the other end to agree.
  const lost = () => {
    if (!line || line.readyState > WebSocket.OPEN) return;
    line.onclose = null;
    line.close();
    closed.send({ code: 1006, reason: 'abnormal closure' });
  };
  open().then(() => options.success?.({ errMsg: 'connectSocket:ok' }), (error) => {
    const problem = failure('connectSocket', error);
    options.fail?.(problem);
    broken.send(problem);
  });
  const send = api('sendSocketMessage', ({ data }) => {
    if (line?.readyState !== WebSocket.OPEN) throw new ApiFailure('WebSocket is not connected');
    line.send(data);
  });
  const close = api('closeSocket', ({ code = 1000, reason = '' }) => line?.close(code, reason));
  return { send, close, onOpen: opened.on, onMessage: message.on, onClose: closed.on, onError: broken.on };
}
