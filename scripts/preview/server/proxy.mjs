/** Carries requests and sockets of a phone to the places that are listed, and no others. */

import http from 'node:http';
import https from 'node:https';

const STATUS = 'x-preview-status';
/** What a phone may ask of the provider sandbox, and where that is. */
const SANDBOX = new Map([
  ['login-codes', 'wechat/login-codes'],
  ['phone-codes', 'wechat/phone-codes'],
  ['subscriptions', 'wechat/subscriptions'],
  ['payments', 'wechat-pay/payments'],
  ['transfers', 'wechat-pay/transfers'],
]);
const KEPT_BACK = new Set(['host', 'origin', 'referer', 'connection', 'sec-fetch-site', 'sec-fetch-mode', 'sec-fetch-dest', 'cookie']);

/**
 * @typedef {{ url: string, prefix: string }} Cloud a Lambda Invoke API, and what comes before the names of functions
 * @typedef {{ routes: Record<string, string>, sandbox?: string, cloud?: Cloud }} Places routes: origin to target
 */

/** Where a path of the preview leads; null if nowhere. @param {string} url path and query below phone/ @param {Places} places */
export function destination(url, { routes, sandbox, cloud }) {
  const to = /^_to\/([^/]+)(\/.*)$/.exec(url);
  if (to) {
    const target = routes[decodeURIComponent(to[1])];
    return target ? new URL(target.replace(/\/$/, '') + to[2]) : null;
  }
  const called = /^_cloud\/(\w+)$/.exec(url);
  if (called && cloud) return new URL(`/2015-03-31/functions/${cloud.prefix}${called[1]}/invocations`, cloud.url);
  const control = /^_sandbox\/([\w-]+)$/.exec(url);
  const place = control && SANDBOX.get(control[1]);
  return place && sandbox ? new URL(`/_sandbox/${place}`, sandbox) : null;
}

/** @param {URL} target @param {http.IncomingMessage} request */
function options(target, request) {
  const headers = Object.fromEntries(Object.entries(request.headers).filter(([name]) => !KEPT_BACK.has(name)));
  return { method: request.method, headers: { ...headers, host: target.host } };
}

/** @param {URL} target @param {http.IncomingMessage} request @param {http.ServerResponse} response */
export function carry(target, request, response) {
  const client = target.protocol === 'https:' ? https : http;
  const onward = client.request(target, options(target, request), (reply) => {
    // The true status travels in a header: the browser would write an error of its own on the console.
    response.writeHead(200, { ...reply.headers, [STATUS]: String(reply.statusCode) });
    reply.pipe(response);
  });
  // The phone must meet a broken line, not an answer that no server gave.
  onward.on('error', () => response.destroy());
  response.on('close', () => onward.destroy());
  request.pipe(onward);
}

/** @param {URL} target @param {http.IncomingMessage} request @param {import('node:stream').Duplex} socket @param {Buffer} head */
export function carrySocket(target, request, socket, head) {
  const told = options(target, request);
  const onward = http.request(target, { ...told, headers: { ...told.headers, connection: 'Upgrade', upgrade: 'websocket' } });
  onward.on('upgrade', (reply, other, first) => {
    const lines = Object.entries(reply.headers).map(([name, value]) => `${name}: ${String(value)}`);
    socket.write(`HTTP/1.1 101 Switching Protocols\r\n${lines.join('\r\n')}\r\n\r\n`);
    socket.write(new Uint8Array(first));
    other.write(new Uint8Array(head));
    other.pipe(socket).pipe(other);
    for (const [end, opposite] of [[socket, other], [other, socket]]) {
      end.on('error', () => opposite.destroy());
      end.on('close', () => opposite.destroy());
    }
  });
  onward.on('response', () => socket.destroy());
  onward.on('error', () => socket.destroy());
  onward.end();
}
