/** The preview's own files: the built mini-program, its pictures, icons and divisions, and the page with the phones. */

import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { buildApp, builtEngine } from '../builder/build.mjs';
import { BuildError } from '../builder/project.mjs';
import { ASSET } from '../builder/sizes.mjs';

/** @type {Record<string, string>} */
const TYPES = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.json': 'application/json; charset=utf-8',
  '.css': 'text/css; charset=utf-8', '.svg': 'image/svg+xml', '.png': 'image/png', '.jpg': 'image/jpeg', '.jpeg': 'image/jpeg',
  '.gif': 'image/gif', '.webp': 'image/webp', '.woff': 'font/woff', '.woff2': 'font/woff2', '.ttf': 'font/ttf', '.mp3': 'audio/mpeg',
};
const DESK = new URL('../desk/', import.meta.url).pathname;

const FOR_EVER_S = 31_536_000;
const A_MINUTE_S = 60;

/** @typedef {{ status: number, type: string, body: string | Buffer, keptS?: number }} Page */

export class Static {
  /** @param {string} root of the mini-program @param {{ modules?: string }} options */
  constructor(root, options = {}) {
    this.root = path.resolve(root);
    this.modules = path.resolve(options.modules ?? path.join(this.root, '..', 'node_modules'));
    this.engine = builtEngine();
    /** @type {import('../builder/build.mjs').Built | null} */
    this.built = null;
    this.stamp = 0;
  }

  /** Builds again if a source has changed; throws BuildError. */
  build() {
    const stamp = newest(this.root);
    if (this.built && stamp === this.stamp) return this.built;
    this.built = buildApp(this.root, { modules: this.modules, engine: this.engine });
    this.stamp = stamp;
    return this.built;
  }

  /** @param {string} name a path below / @param {any} settings @returns {Page | null} */
  find(name, settings) {
    if (name === '' || name === 'desk.css' || name === 'desk.js') return file(path.join(DESK, name || 'index.html'));
    if (!name.startsWith('phone/')) return null;
    const inner = name.slice('phone/'.length) || 'index.html';
    if (inner === 'settings.js') return { status: 200, type: TYPES['.js'], body: `window.__settings=${JSON.stringify(settings)};` };
    if (inner === 'divisions.json') return { status: 200, type: TYPES['.json'], body: JSON.stringify(this.#divisions()), keptS: FOR_EVER_S };
    if (/^(.*\/)?icons\/[\w-]+\.svg$/.test(inner)) return this.#icon(path.basename(inner));
    if (ASSET.test(inner)) return this.#asset(inner);
    return this.#made(inner);
  }

  /** @param {string} inner @returns {Page | null} */
  #made(inner) {
    try {
      const body = this.build().files.get(inner);
      return body === undefined ? null : { status: 200, type: TYPES[path.extname(inner)], body, keptS: inner.startsWith('engine-') ? FOR_EVER_S : inner === 'index.html' ? A_MINUTE_S : 0 };
    } catch (error) {
      if (!(error instanceof BuildError)) throw error;
      const body = `<!doctype html><meta charset="utf-8"><pre>${error.message.replaceAll('<', '&lt;')}</pre>`;
      return { status: inner.endsWith('.html') ? 200 : 500, type: TYPES['.html'], body };
    }
  }

  /** @param {string} inner @returns {Page | null} */
  #asset(inner) {
    const found = path.join(this.root, path.normalize(`/${inner}`));
    return fs.existsSync(found) ? file(found) : null;
  }

  /** @param {string} name @returns {Page | null} */
  #icon(name) {
    const found = path.join(this.modules, 'tdesign-icons-svg/src', name);
    if (!fs.existsSync(found)) return this.#asset(`icons/${name}`);
    // As they come they are meant for a script, which spells the attribute differently.
    const body = fs.readFileSync(found, 'utf8').replace('view-box=', 'viewBox=').replace('width="1em" height="1em"', 'width="24" height="24"');
    return { status: 200, type: TYPES['.svg'], body, keptS: FOR_EVER_S };
  }

  #divisions() {
    return createRequire(path.join(this.modules, 'entry.js'))('@vant/area-data').areaList;
  }
}

/** @param {string} found @returns {Page} */
function file(found) {
  return { status: 200, type: TYPES[path.extname(found).toLowerCase()], body: fs.readFileSync(found) };
}

/** When a source was last changed. @param {string} root */
function newest(root) {
  const names = fs.readdirSync(root, { recursive: true }).map(String).filter((name) => !name.includes('miniprogram_npm'));
  return names.reduce((latest, name) => Math.max(latest, fs.statSync(path.join(root, name)).mtimeMs), names.length);
}
