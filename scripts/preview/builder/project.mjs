/** The source files of a mini-program, and of the npm packages it uses, by the paths that the mini-program knows. */

import fs from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';
import { buildSync } from 'esbuild';

/** @typedef {{ root: string, pages: string[], name: string }} Package a root of '' is the main package */

const NPM = 'miniprogram_npm/';

export class BuildError extends Error {
  /** @param {string[]} problems one line each */
  constructor(problems) {
    super(problems.join('\n'));
    this.problems = problems;
  }
}

/** @param {string} from a file @param {string} to relative to its folder, or absolute from the app's root */
export function joined(from, to) {
  return to.startsWith('/') ? to.slice(1) : path.posix.normalize(path.posix.join(path.posix.dirname(from), to));
}

export class Project {
  /** @param {string} root the folder with app.json @param {string} [modules] the node_modules folder of its packages */
  constructor(root, modules = path.join(path.dirname(root), 'node_modules')) {
    this.root = path.resolve(root);
    this.modules = path.resolve(modules);
    /** Every file that was read, with its text: what a build needs. @type {Map<string, string>} */
    this.used = new Map();
    /** @type {Map<string, string>} packages without a mini-program folder, bundled into one file */
    this.bundled = new Map();
    this.app = this.json('app.json');
    if (!this.app.pages?.length) throw new BuildError([`${this.root}/app.json names no pages`]);
    /** @type {Package[]} */
    this.packages = [
      { root: '', name: 'main', pages: this.app.pages },
      ...(this.app.subpackages ?? this.app.subPackages ?? []).map((/** @type {any} */ each) => ({
        root: each.root.replace(/\/?$/, '/'),
        name: each.name ?? each.root.replace(/\/$/, ''),
        pages: each.pages.map((/** @type {string} */ page) => path.posix.join(each.root, page)),
      })),
    ];
    this.pages = this.packages.flatMap((each) => each.pages);
  }

  /** @param {string} file */
  has(file) {
    if (this.#bundle(file)) return true;
    const place = this.#place(file);
    return place !== null && fs.statSync(place, { throwIfNoEntry: false })?.isFile() === true;
  }

  /** The text of a file; it counts as used from now on. @param {string} file */
  read(file) {
    const known = this.used.get(file);
    if (known !== undefined) return known;
    const text = this.#bundle(file) ?? fs.readFileSync(/** @type {string} */ (this.#place(file)), 'utf8');
    this.used.set(file, text);
    return text;
  }

  /** @param {string} file @returns {any} */
  json(file) {
    if (!this.has(file)) return {};
    try {
      return JSON.parse(this.read(file));
    } catch (error) {
      throw new BuildError([`${file}: ${/** @type {Error} */ (error).message}`]);
    }
  }

  /** The package a file travels in. @param {string} file */
  packageOf(file) {
    return this.packages.find((each) => each.root && file.startsWith(each.root)) ?? this.packages[0];
  }

  /** Where a name may lead: beside the file, from the root, or into a package. @param {string} from @param {string} name */
  places(from, name) {
    if (name.startsWith('/')) return [name.slice(1)];
    return name.startsWith('.') ? [joined(from, name)] : [joined(from, name), ...this.#inPackages(from, name)];
  }

  /** The component a usingComponents entry names, without extension; null if there is none. @param {string} from @param {string} name */
  component(from, name) {
    const places = this.places(from, name).flatMap((each) => [each, `${each}/index`]);
    return places.find((each) => this.has(`${each}.json`) && this.has(`${each}.wxml`)) ?? null;
  }

  /** The module a require names; null if there is none. @param {string} from @param {string} name */
  module(from, name) {
    const places = this.places(from, name).flatMap((each) => [each, `${each}.js`, `${each}/index.js`]);
    return places.find((each) => each.endsWith('.js') && this.has(each)) ?? null;
  }

  /** @param {string} from @param {string} name @returns {string[]} */
  #inPackages(from, name) {
    const own = from.startsWith(NPM) ? [] : [path.posix.join(this.packageOf(from).root, NPM, name)];
    return [...own, NPM + name];
  }

  /** @param {string} file @returns {string | null} */
  #place(file) {
    if (!file.startsWith(NPM)) return path.join(this.root, file);
    const [name, rest] = packageName(file.slice(NPM.length));
    const folder = this.#sourceFolder(name);
    return folder && path.join(folder, rest);
  }

  /** @param {string} name @returns {string | null} */
  #sourceFolder(name) {
    const folder = path.join(this.modules, name);
    const manifest = path.join(folder, 'package.json');
    if (!fs.existsSync(manifest)) return null;
    const told = JSON.parse(fs.readFileSync(manifest, 'utf8')).miniprogram;
    const built = told ?? (fs.existsSync(path.join(folder, 'miniprogram_dist')) ? 'miniprogram_dist' : null);
    return built && path.join(folder, built);
  }

  /** One CommonJS file of a package that knows nothing of mini-programs, as "build npm" makes it. @param {string} file */
  #bundle(file) {
    if (!file.startsWith(NPM)) return null;
    const [name, rest] = packageName(file.slice(NPM.length));
    if (rest !== 'index.js' || this.#sourceFolder(name) || !fs.existsSync(path.join(this.modules, name))) return null;
    let code = this.bundled.get(name);
    if (code === undefined) {
      const entry = createRequire(path.join(this.modules, 'entry.js')).resolve(name);
      const result = buildSync({
        entryPoints: [entry], bundle: true, write: false, format: 'cjs', platform: 'neutral', target: 'es2018',
        mainFields: ['module', 'main'], minify: true, define: { 'process.env.NODE_ENV': '"production"' },
      });
      code = result.outputFiles[0].text;
      this.bundled.set(name, code);
    }
    return code;
  }
}

/** @param {string} file below miniprogram_npm/ @returns {[string, string]} the package's name and the rest */
function packageName(file) {
  const parts = file.split('/');
  const length = file.startsWith('@') ? 2 : 1;
  return [parts.slice(0, length).join('/'), parts.slice(length).join('/')];
}
