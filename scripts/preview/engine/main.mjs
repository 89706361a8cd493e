/** The engine's door: what the page's scripts find, and the start of the app. */

import style from './style.css';
import { Modules } from './modules.mjs';
import { parsed } from './pages.mjs';
import { Phone } from './phone.mjs';
import { installTouch } from './touch.mjs';
import { plugins } from './wx/plugins.mjs';
import { wxsHooks } from './wxs_events.mjs';

const modules = new Modules();
const globals = /** @type {any} */ (window);

/** Starts the app at the page that the address names after #, else at its first. */
async function start() {
  document.head.append(Object.assign(document.createElement('style'), { textContent: style }));
  const manifest = globals.__manifest;
  const phone = new Phone({ ...globals.__settings, ...Object.fromEntries(new URLSearchParams(location.search)) }, manifest, modules);
  globals.preview.phone = phone;
  document.documentElement.style.setProperty('--text-scale', String(phone.textScale));
  modules.isComponent = (path) => path in manifest.entries;
  /** @type {any} */
  let app;
  Object.assign(globals, phone.components.constructors(), {
    wx: phone.wx,
    App: (/** @type {any} */ told) => void (app = told),
    getApp: () => app,
    getCurrentPages: () => phone.pages.stack.map((page) => /** @type {any} */ (page).instance),
    requirePlugin: plugins(phone),
  });
  addEventListener('error', (event) => phone.report(event.error ?? event.message));
  addEventListener('unhandledrejection', (event) => {
    phone.report(event.reason?.errMsg ?? event.reason);
    phone.events.UnhandledRejection?.({ reason: event.reason });
  });
  document.addEventListener('pointerup', (event) => event.isTrusted && (phone.tappedAt = performance.now()), true);
  installTouch((atTop) => atTop() && phone.frame.pull());
  void phone.files.open();
  phone.components.prepare();
  globals.__package = phone.components.addPackage.bind(phone.components);
  waiting.forEach((each) => globals.__package(...each));
  phone.frame.attach();
  if (phone.settings.transport) modules.load('config.js').config.transport = phone.settings.transport;
  modules.load('app.js');
  await launch(phone, app);
  globals.preview.ready = true;
  phone.desk({ kind: 'ready' });
}

/** @param {Phone} phone @param {any} app */
async function launch(phone, app) {
  const wanted = decodeURIComponent(location.hash.slice(1)).replace(/^\//, '') || phone.manifest.app.entryPagePath || phone.manifest.app.pages[0];
  Object.assign(phone.launched, parsed(wanted));
  app?.onLaunch?.(phone.launched);
  app?.onShow?.(phone.launched);
  await phone.pages.reLaunch(`/${wanted}`);
  addEventListener('visibilitychange', () => {
    const name = document.hidden ? 'Hide' : 'Show';
    app?.[`on${name}`]?.(phone.launched);
    phone.events[`App${name}`]?.(phone.launched);
  });
}

/** The main package comes before there is a phone. @type {any[][]} */
const waiting = [];
globals.__package = (/** @type {any[]} */ ...of) => void waiting.push(of);
globals.__define = modules.define.bind(modules);
globals.__wxs = wxsHooks;
globals.preview = { ready: false, start: () => start().catch((error) => failed(error)) };

/** @param {any} error */
function failed(error) {
  console.error(error);
  document.body.append(Object.assign(document.createElement('pre'), { textContent: String(error?.stack ?? error) }));
}
