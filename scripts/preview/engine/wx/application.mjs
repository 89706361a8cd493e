/** The app's own life: events of coming and going, what the library can do, updates, logs. */

import { builtins } from '../builtins/index.mjs';
import { listeners } from './api.mjs';

/** @param {any} phone */
export function application(phone) {
  const events = phone.events ?? {};
  const pairs = ['AppShow', 'AppHide', 'Error', 'UnhandledRejection', 'PageNotFound', 'ThemeChange', 'WindowResize', 'MemoryWarning'];
  const subscribed = pairs.flatMap((name) => {
    const all = listeners();
    events[name] = all.send;
    return [[`on${name}`, all.on], [`off${name}`, all.off]];
  });
  const log = { log() {}, debug() {}, info() {}, warn() {}, error() {}, setFilterMsg() {}, addFilterMsg() {} };
  return {
    .../** @type {Record<string, Function>} */ (Object.fromEntries(subscribed)),
    canIUse: (/** @type {string} */ name) => {
      const [first, ...rest] = name.split('.');
      const component = builtins[first];
      if (!component) return first in phone.wx || (first === 'cloud' && rest.length === 0);
      return rest.length === 0 || rest[0].replace(/-(\w)/g, (_, letter) => letter.toUpperCase()) in (component.properties ?? {});
    },
    getLaunchOptionsSync: () => phone.launched,
    getEnterOptionsSync: () => phone.launched,
    nextTick: (/** @type {() => void} */ run) => setTimeout(run),
    getUpdateManager: () => ({ onCheckForUpdate() {}, onUpdateReady() {}, onUpdateFailed() {}, applyUpdate() {} }),
    getRealtimeLogManager: () => log,
    getLogManager: () => log,
    reportEvent() {},
    env: { USER_DATA_PATH: 'wxfile://usr' },
  };
}
