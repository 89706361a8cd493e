#!/usr/bin/env node
/**
 * Shows the mini-program on two phones, in a browser: node scripts/preview/serve.mjs --api http://127.0.0.1:3000
 *   --port NUMBER        where it is served (3700)
 *   --app FOLDER         the mini-program (miniprogram)
 *   --api URL            the HTTP API; it also answers for --origin
 *   --origin URL         the API's address in the mini-program's configuration (http://127.0.0.1:3000)
 *   --ws URL             the WebSocket API
 *   --lambda URL         the Lambda Invoke API, for cloud functions; --functions PREFIX comes before their names
 *   --sandbox URL        the provider sandbox, for login codes, phone numbers and subscriptions
 *   --files URL          where photos are uploaded; may be repeated
 *   --phone NUMBER       the customer's phone number; a second one: the courier's
 *   --start PAGE         where the customer's phone begins ('' for the first page); a second one: the courier's
 *   --sample NAME=TEXT   what a tester may want to write in a field; may be repeated
 *   --world NAME         another name than last time: the phones forget what they kept
 */

import { parseArgs } from 'node:util';
import { BuildError } from './builder/project.mjs';
import { sizeLines } from './builder/sizes.mjs';
import { previewServer } from './server/server.mjs';
import { Static } from './server/static.mjs';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '3700' },
    app: { type: 'string', default: 'miniprogram' },
    api: { type: 'string', default: 'http://127.0.0.1:3000' },
    origin: { type: 'string', default: 'http://127.0.0.1:3000' },
    ws: { type: 'string', default: 'ws://127.0.0.1:3001' },
    lambda: { type: 'string' },
    functions: { type: 'string', default: '' },
    sandbox: { type: 'string' },
    files: { type: 'string', multiple: true, default: [] },
    phone: { type: 'string', multiple: true, default: [] },
    start: { type: 'string', multiple: true, default: [] },
    sample: { type: 'string', multiple: true, default: [] },
    world: { type: 'string', default: '' },
  },
});

/** @typedef {{ files: string[], phone: string[], start: string[], sample: string[] }} Lists */
const given = /** @type {{ [name: string]: string } & Lists} */ (/** @type {unknown} */ (values));
const originOf = (/** @type {string} */ url) => new URL(url).origin;
const socketOrigin = originOf(given.ws).replace(/^ws/, 'http');
const routes = { [given.origin]: given.api, [originOf(given.api)]: given.api };
for (const url of given.files) routes[originOf(url)] = originOf(url);
const sockets = { [socketOrigin]: socketOrigin };

try {
  const { counts, sizes } = new Static(given.app).build();
  console.log(`${counts.pages} pages, ${counts.components} components, ${counts.modules} modules`);
  for (const line of sizeLines(sizes)) console.log(line);
} catch (error) {
  if (!(error instanceof BuildError)) throw error;
  // The phones show the same until it is mended.
  console.error(error.message);
}

const server = previewServer({
  app: given.app,
  routes,
  sockets,
  sandbox: given.sandbox,
  cloud: given.lambda ? { url: given.lambda, prefix: given.functions } : undefined,
  desk: {
    phones: given.phone,
    starts: given.start,
    samples: given.sample.map((each) => ({ name: each.split('=')[0], text: each.slice(each.indexOf('=') + 1) })),
    world: given.world,
  },
});
server.on('error', (/** @type {NodeJS.ErrnoException} */ error) => {
  if (error.code !== 'EADDRINUSE') throw error;
  console.error(`port ${given.port} is taken: choose another with --port`);
  process.exit(1);
});
server.listen(Number(given.port), '127.0.0.1', () => console.log(`Preview: http://127.0.0.1:${/** @type {any} */ (server.address()).port}/`));
