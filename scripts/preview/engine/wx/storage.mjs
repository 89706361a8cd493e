/** Key and value storage of one phone, within WeChat's limits: 1 MB a key, 10 MB in all. */

import { api, ApiFailure, wanted } from './api.mjs';

const LARGEST = 1024 * 1024;
const TOTAL = 10 * 1024 * 1024;

/** @param {any} phone with `storage`, a Storage of the browser, and `settings.phone` */
export function storage(phone) {
  const prefix = () => `${phone.settings.phone}:`;
  const keys = () => Object.keys(phone.storage).filter((key) => key.startsWith(prefix())).map((key) => key.slice(prefix().length));
  const get = (/** @type {string} */ key) => {
    const text = phone.storage.getItem(prefix() + key);
    return text === null ? undefined : JSON.parse(text).data;
  };
  const size = () => keys().reduce((sum, key) => sum + (phone.storage.getItem(prefix() + key)?.length ?? 0), 0);
  const set = (/** @type {string} */ key, /** @type {any} */ data) => {
    wanted({ key }, { key: 'string' });
    const text = JSON.stringify({ data });
    if (text.length > LARGEST) throw new ApiFailure('entry size limit reached');
    if (size() + text.length > TOTAL) throw new ApiFailure('exceed storage max size 10Mb');
    phone.storage.setItem(prefix() + key, text);
  };
  const remove = (/** @type {string} */ key) => phone.storage.removeItem(prefix() + key);
  const info = () => ({ keys: keys(), currentSize: Math.ceil(size() / 1024), limitSize: TOTAL / 1024 });
  const clear = () => keys().forEach(remove);
  const sync = (/** @type {string} */ name, /** @type {(...values: any[]) => any} */ run) => (/** @type {any[]} */ ...values) => {
    try {
      return run(...values);
    } catch (error) {
      throw new Error(`${name}:fail ${/** @type {Error} */ (error).message}`, { cause: error });
    }
  };
  return {
    getStorage: api('getStorage', ({ key }) => {
      const data = get(key);
      if (data === undefined) throw new ApiFailure('data not found');
      return { data };
    }),
    setStorage: api('setStorage', ({ key, data }) => set(key, data)),
    removeStorage: api('removeStorage', (options) => {
      wanted(options, { key: 'string' });
      remove(options.key);
    }),
    clearStorage: api('clearStorage', clear),
    getStorageInfo: api('getStorageInfo', info),
    getStorageSync: (/** @type {string} */ key) => get(key) ?? '',
    setStorageSync: sync('setStorageSync', set),
    removeStorageSync: remove,
    clearStorageSync: clear,
    getStorageInfoSync: info,
  };
}
