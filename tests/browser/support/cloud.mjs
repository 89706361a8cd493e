/**
 * The local cloud behind the browser tests: `scripts/up` on ports of its own and with data of its own, ended by its
 * process id. LOCAL_STATE names the state file of one that runs already.
 */

import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';

const ROOT = new URL('../../../', import.meta.url).pathname;
/** One for each file that the test runner starts: two of them run at a time. */
const FOLDER = path.join(ROOT, '.local/browser', path.basename(process.argv[1] ?? 'here', '.mjs'));
const PORTS = ['HTTP_PORT', 'WEBSOCKET_PORT', 'LAMBDA_PORT', 'MONGO_PORT', 'REDIS_PORT', 'AWS_PORT', 'SANDBOX_PORT', 'PREVIEW_PORT'];
const UP_WITHIN_MS = 120_000;
const LOOK_EVERY_MS = 100;

/** @typedef {{ preview_url: string, http_url: string, sandbox_url: string, end: () => Promise<void> }} Cloud */

/** @returns {Promise<Cloud>} */
export async function startedCloud() {
  const given = process.env.LOCAL_STATE;
  if (given) return { ...JSON.parse(readFileSync(given, 'utf8')), end: async () => {} };
  rmSync(path.join(FOLDER, 'state.json'), { force: true });
  mkdirSync(FOLDER, { recursive: true });
  const ports = await freePorts(PORTS.length);
  const env = { ...process.env, LOCAL_FOLDER: FOLDER, ...Object.fromEntries(PORTS.map((name, at) => [name, String(ports[at])])) };
  const child = spawn('scripts/up', ['--fresh'], { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const told = /** @type {string[]} */ ([]);
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => told.push(text));
  const ended = new Promise((resolve) => child.once('exit', resolve));
  return { ...(await stateOf(child, told)), end: () => ending(child, ended) };
}

/** @param {import('node:child_process').ChildProcess} child @param {string[]} told what it printed, for the error */
async function stateOf(child, told) {
  const deadline = Date.now() + UP_WITHIN_MS;
  for (;;) {
    try {
      return JSON.parse(readFileSync(path.join(FOLDER, 'state.json'), 'utf8'));
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ENOENT') throw error;
    }
    const gone = child.exitCode !== null || Date.now() > deadline;
    if (gone) child.kill('SIGTERM');
    if (gone) throw new Error(`scripts/up did not come up:\n${told.join('')}`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

/** @param {import('node:child_process').ChildProcess} child @param {Promise<unknown>} ended */
async function ending(child, ended) {
  child.kill('SIGTERM');
  await ended;
}

/**
 * Ports that nothing listens on, below those that the system lends to outgoing connections a moment later.
 * @param {number} count @returns {Promise<number[]>} all held at once, so that they differ
 */
async function freePorts(count) {
  const servers = await Promise.all(Array.from({ length: count }, () => listening()));
  const ports = servers.map((server) => /** @type {net.AddressInfo} */ (server.address()).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

/** @returns {Promise<net.Server>} */
async function listening() {
  const server = net.createServer();
  const port = 10_000 + Math.floor(Math.random() * 5_000);
  const free = await new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => resolve(true));
  });
  return free ? server : listening();
}
