/** One phone: everything that its `wx`, its pages and its tester share. */

import { Components, reportErrors } from './components.mjs';
import { Files } from './files.mjs';
import { Frame } from './frame.mjs';
import { PageStack } from './pages.mjs';
import { PLACES } from './wx/places.mjs';
import { openType } from './wx/account.mjs';
import { makeWx } from './wx/index.mjs';

/** @type {Record<string, number>} milliseconds that a request waits */
const DELAYS = { wifi: 0, '4g': 0, '3g': 300, '2g': 1200, none: 0 };

export class Phone {
  /**
   * @param {any} settings what the server and the address tell: phone, openid, phoneNumber, domains
   * @param {any} manifest @param {import('./modules.mjs').Modules} modules
   */
  constructor(settings, manifest, modules) {
    this.settings = settings;
    this.manifest = manifest;
    /** @type {string[]} */
    this.errors = [];
    /** @type {string[]} */
    this.warnings = [];
    /** @type {Record<string, (value?: any) => void>} */
    this.events = {};
    /** @type {Record<string, boolean>} */
    this.permissions = {};
    this.clipboard = '';
    this.textScale = Number(settings.textScale) || 1;
    this.place = PLACES[0];
    this.tappedAt = -Infinity;
    this.launched = { path: '', query: {}, scene: 1001, referrerInfo: {} };
    this.network = networkOf();
    this.storage = localStorage;
    this.files = new Files(settings.phone);
    this.frame = new Frame(this);
    const tabs = (manifest.app.tabBar?.list ?? []).map((/** @type {any} */ tab) => tab.pagePath);
    this.pages = new PageStack(manifest.packages.flatMap((/** @type {any} */ each) => each.pages), tabs, (...of) => this.frame.open(...of));
    this.pages.moved = () => this.frame.draw();
    this.packages = packagesOf(manifest);
    this.components = new Components(manifest, modules, this);
    this.wx = makeWx(this);
    reportErrors(this);
  }

  /** @param {any} error */
  report(error) {
    const text = String(error?.stack ?? error);
    this.errors.push(text);
    console.error(error);
    this.events.Error?.(text);
  }

  /** Tells the page around the phone. @param {any} message */
  desk(message) {
    if (window.parent !== window) window.parent.postMessage({ preview: this.settings.phone, ...message }, location.origin);
  }

  /** @param {string} name @param {any} button */
  openType(name, button) {
    return openType(this, name, button);
  }
}

function networkOf() {
  /** @type {Set<(type: string) => void>} */
  const watchers = new Set();
  return {
    type: 'wifi',
    delayMs: 0,
    /** As long as the network takes. */
    wait() {
      return new Promise((resolve) => setTimeout(resolve, this.delayMs));
    },
    watch: (/** @type {(type: string) => void} */ watcher) => void watchers.add(watcher),
    /** @param {string} type wifi, 4g, 3g, 2g or none */
    set(type) {
      Object.assign(this, { type, delayMs: DELAYS[type] ?? 0 });
      watchers.forEach((watcher) => watcher(type));
    },
  };
}

/** Subpackages are loaded when their first page is opened. @param {any} manifest */
function packagesOf(manifest) {
  /** @type {Map<string, Promise<void>>} */
  const loaded = new Map();
  const script = (/** @type {string} */ name) =>
    new Promise((resolve, reject) => {
      const element = Object.assign(document.createElement('script'), { src: `package-${name}.js` });
      element.onload = () => resolve(undefined);
      element.onerror = () => reject(new Error(`loadPackage:fail ${name}`));
      document.head.append(element);
    });
  return {
    /** @param {string} path of a page */
    async load(path) {
      const home = manifest.packages.find((/** @type {any} */ each) => each.root && each.pages.includes(path));
      if (!home) return;
      if (!loaded.has(home.name)) loaded.set(home.name, /** @type {Promise<void>} */ (script(home.name)));
      await loaded.get(home.name);
    },
  };
}
