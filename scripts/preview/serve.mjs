#!/usr/bin/env node
/**
 * Shows the mini-program on two phones, in a browser: node scripts/preview/serve.mjs --port 8090 --api http://127.0.0.1:3000
 *   --app FOLDER         the mini-program (miniprogram)
 *   --api URL            the HTTP API; it also answers for --origin
 *   --origin URL         the API's address in the mini-program's configuration (http://127.0.0.1:3000)
 *   --ws URL             the WebSocket API
 *   --sandbox URL        the provider sandbox, for login codes, phone numbers and subscriptions
 *   --files URL          where photos are uploaded; may be repeated
 *   --phone NUMBER       the customer's phone number; a second one: the courier's
 */

import { parseArgs } from 'node:util';
import { BuildError } from './builder/project.mjs';
import { previewServer } from './server/server.mjs';
import { Static } from './server/static.mjs';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '8090' },
    app: { type: 'string', default: 'miniprogram' },
    api: { type: 'string', default: 'http://127.0.0.1:3000' },
    origin: { type: 'string', default: 'http://127.0.0.1:3000' },
    ws: { type: 'string', default: 'ws://127.0.0.1:3001' },
    sandbox: { type: 'string' },
    files: { type: 'string', multiple: true, default: [] },
    phone: { type: 'string', multiple: true, default: [] },
  },
});

const given = /** @type {{ [name: string]: string } & { files: string[], phone: string[] }} */ (/** @type {unknown} */ (values));
const originOf = (/** @type {string} */ url) => new URL(url).origin;
const socketOrigin = originOf(given.ws).replace(/^ws/, 'http');
const routes = { [given.origin]: given.api, [originOf(given.api)]: given.api };
for (const url of given.files) routes[originOf(url)] = originOf(url);
const sockets = { [socketOrigin]: socketOrigin };

try {
  const { counts, sizes } = new Static(given.app).build();
  console.log(`${counts.pages} pages, ${counts.components} components, ${counts.modules} modules`);
  for (const { name, bytes } of sizes) console.log(`package ${name}: ${(bytes / 1024).toFixed(0)} kB`);
} catch (error) {
  if (!(error instanceof BuildError)) throw error;
  console.error(error.message);
  process.exit(1);
}

const server = previewServer({ app: given.app, routes, sockets, sandbox: given.sandbox, phones: given.phone });
server.on('error', (/** @type {NodeJS.ErrnoException} */ error) => {
  if (error.code !== 'EADDRINUSE') throw error;
  console.error(`port ${given.port} is taken: choose another with --port`);
  process.exit(1);
});
server.listen(Number(given.port), '127.0.0.1', () => console.log(`Preview: http://127.0.0.1:${/** @type {any} */ (server.address()).port}/`));
