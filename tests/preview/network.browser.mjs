/** What a phone sends arrives where the listed domain leads: requests, files and sockets. */

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import http from 'node:http';
import { after, before } from 'node:test';
import { fixtureServer, inBrowser, launched, listening, phone } from './support/browser.mjs';

/** Tells back what it was sent; greets whoever opens a socket. */
const api = http.createServer((request, response) => {
  let body = '';
  request.setEncoding('utf8').on('data', (part) => (body += part)).on('end', () => {
    const { method, url, headers } = request;
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ method, url, key: headers['idempotency-key'], origin: headers.origin ?? null, type: headers['content-type'], body }));
  });
});
api.on('upgrade', (request, socket) => {
  const accept = createHash('sha1').update(`${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
  socket.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`);
  socket.write('\x81\x05hello', 'latin1');
  socket.resume();
  for (const end of ['end', 'error']) socket.on(end, () => socket.destroy());
});

/** @type {import('playwright-core').Browser} */
let browser;
/** @type {import('playwright-core').Page} */
let tab;
/** @type {http.Server} */
let server;

before(async () => {
  const target = await listening(api);
  server = fixtureServer({ routes: { 'https://api.example.com': target }, sockets: { 'https://ws.example.com': target } });
  browser = await launched();
  tab = await phone(browser, await listening(server));
});

after(async () => {
  await browser.close();
  for (const each of [server, api]) {
    each.closeAllConnections();
    each.close();
  }
});

/** @param {any} options @returns {Promise<any>} */
function request(options) {
  return tab.evaluate((given) => new Promise((resolve) => {
    const { wx } = /** @type {any} */ (window);
    wx.request({ ...given, success: resolve, fail: resolve });
  }), options);
}

inBrowser('a POST carries JSON and its headers, and no trace of the browser', async () => {
  const { data } = await request({
    url: 'https://api.example.com/orders?a=1', method: 'POST', data: { 名: '一' }, header: { 'Idempotency-Key': 'k-1' },
  });
  assert.deepEqual(data, { method: 'POST', url: '/orders?a=1', key: 'k-1', origin: null, type: 'application/json', body: '{"名":"一"}' });
});

inBrowser('the data of a GET becomes its query', async () => {
  const { data } = await request({ url: 'https://api.example.com/orders', data: { state: '已签收', n: 2 } });
  assert.equal(data.url, '/orders?state=%E5%B7%B2%E7%AD%BE%E6%94%B6&n=2');
});

inBrowser('a file travels in a form, its fields before it', async () => {
  const reply = await tab.evaluate(() => new Promise((resolve) => {
    const { wx, preview } = /** @type {any} */ (window);
    const filePath = preview.phone.files.keepTemporary(new Blob(['picture'], { type: 'image/jpeg' }), '.jpg');
    wx.uploadFile({ url: 'https://api.example.com/upload', filePath, name: 'file', formData: { key: 'a/b' }, success: resolve, fail: resolve });
  }));
  const { type, body } = JSON.parse(/** @type {any} */ (reply).data);
  assert.match(type, /^multipart\/form-data; boundary=/);
  assert.match(body, /name="key"\r\n\r\na\/b\r\n[^]*name="file"; filename="tmp_\w+\.jpg"\r\nContent-Type: image\/jpeg\r\n\r\npicture/);
});

inBrowser('a socket opens, brings messages and closes when the network goes', async () => {
  const told = await tab.evaluate(() => new Promise((resolve) => {
    const { wx, preview } = /** @type {any} */ (window);
    /** @type {string[]} */
    const events = [];
    const socket = wx.connectSocket({ url: 'wss://ws.example.com/dev' });
    socket.onOpen(() => events.push('open'));
    socket.onMessage((/** @type {any} */ { data }) => {
      events.push(data);
      preview.phone.network.set('none');
    });
    socket.onClose(() => {
      preview.phone.network.set('wifi');
      resolve(events);
    });
  }));
  assert.deepEqual(told, ['open', 'hello']);
});

inBrowser('a saved file is still there when the mini-program is opened again', async () => {
  const saved = await tab.evaluate(async () => {
    const { wx, preview } = /** @type {any} */ (window);
    const tempFilePath = preview.phone.files.keepTemporary(new Blob(['kept']), '.jpg');
    return (await wx.getFileSystemManager().saveFile({ tempFilePath })).savedFilePath;
  });
  await tab.reload();
  await tab.waitForFunction(() => /** @type {any} */ (window).preview?.ready);
  const read = await tab.evaluate((filePath) => /** @type {any} */ (window).wx.getFileSystemManager().readFile({ filePath, encoding: 'utf8' }), saved);
  assert.equal(read.data, 'kept');
});
