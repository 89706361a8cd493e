/** The development server, on 127.0.0.1 only. */

import http from 'node:http';
import { brotliCompressSync, constants } from 'node:zlib';
import { carry, carrySocket, destination } from './proxy.mjs';
import { Static } from './static.mjs';

/**
 * @typedef {object} Options
 * @property {string} app the folder of the mini-program
 * @property {string} [modules] its packages
 * @property {Record<string, string>} [routes] where the listed domains lead: origin to origin
 * @property {Record<string, string>} [sockets] the same for sockets
 * @property {string} [sandbox] the provider sandbox
 * @property {import('./proxy.mjs').Cloud} [cloud] where cloud functions are called
 * @property {Partial<Desk>} [desk] what the tester's desk begins with
 *
 * @typedef {object} Desk
 * @property {string[]} phones phone numbers of the two phones
 * @property {string[]} starts their first pages
 * @property {{ name: string, text: string }[]} samples what a tester may want to write in a field
 * @property {string} world another name than last time: the phones forget what they kept
 */

/** @param {Options} options @returns {http.Server} not yet listening */
export function previewServer(options) {
  const { app, modules, routes = {}, sockets = {}, sandbox, cloud, desk } = options;
  const pages = new Static(app, { modules });
  const listed = Object.keys(routes);
  const settings = {
    desk: { phones: [], starts: [], samples: [], world: '', ...desk },
    domains: { request: listed, uploadFile: listed, downloadFile: listed, socket: Object.keys(sockets), web: routes },
  };
  const server = http.createServer((request, response) => {
    const url = (request.url ?? '/').slice(1);
    const target = destination(url.replace(/^phone\//, ''), { routes, sandbox, cloud });
    if (target) return carry(target, request, response);
    const page = pages.find(decodeURIComponent(url.split('?')[0]), settings);
    return answer(request, response, page);
  });
  server.on('upgrade', (request, socket, head) => {
    const target = destination((request.url ?? '').replace(/^\/phone\//, ''), { routes: sockets });
    if (target) carrySocket(target, request, socket, head);
    else socket.destroy();
  });
  return server;
}

/** @param {http.IncomingMessage} request @param {http.ServerResponse} response @param {import('./static.mjs').Page | null} page */
function answer(request, response, page) {
  if (!page) {
    response.writeHead(404, { 'content-type': 'text/plain' }).end('not found');
    return;
  }
  const headers = { 'content-type': page.type, 'cache-control': page.keptS ? `max-age=${page.keptS}` : 'no-store' };
  const packed = /\bbr\b/.test(String(request.headers['accept-encoding'])) && /^(text|image\/svg|application)/.test(page.type);
  if (packed) response.writeHead(page.status, { ...headers, 'content-encoding': 'br' }).end(compressed(page.body));
  else response.writeHead(page.status, headers).end(page.body);
}

/** As packages travel to a phone. @type {Map<string, Buffer>} by what they hold */
const packages = new Map();
const MOST_KEPT = 50;
const QUALITY = 10; // the best takes a second

/** @param {string | Buffer} body */
function compressed(body) {
  const text = String(body);
  const known = packages.get(text);
  if (known) return known;
  if (packages.size >= MOST_KEPT) packages.clear();
  const made = brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: QUALITY } });
  packages.set(text, made);
  return made;
}
