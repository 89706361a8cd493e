/** WeChat's side for unit tests: storage in a map, requests answered from a list written by the test. */

/**
 * @param {{ answers?: (((request: any) => any) | any)[], platform?: Record<string, any> }} [plan] `answers` in order; a
 * function sees the request; `{ fail: 'timeout' }` breaks the call, anything else is `[status, body]`
 */
export function installWx({ answers = [], platform = {} } = {}) {
  const storage = new Map();
  const requests = [];
  const uploads = [];
  const removed = [];
  let logins = 0;
  globalThis.wx = {
    getAccountInfoSync: () => ({ miniProgram: { envVersion: 'develop' } }),
    getStorageSync: (key) => structuredClone(storage.get(key) ?? ''),
    setStorageSync: (key, value) => storage.set(key, structuredClone(value)),
    removeStorageSync: (key) => storage.delete(key),
    getStorageInfoSync: () => ({ keys: [...storage.keys()] }),
    login: async () => ({ code: `login-code-${(logins += 1)}` }),
    request: (request) => {
      requests.push(request);
      reply(request, answers.shift() ?? { fail: 'no answer was planned' });
    },
    uploadFile: (request) => {
      uploads.push(request);
      queueMicrotask(() => request.success({ statusCode: 204, data: '' }));
    },
    getFileSystemManager: () => ({
      unlink: ({ filePath, complete }) => {
        removed.push(filePath);
        complete();
      },
    }),
    ...platform,
  };
  return { storage, requests, uploads, removed, answers };
}

function reply(request, answer) {
  const said = typeof answer === 'function' ? answer(request) : answer;
  queueMicrotask(() => {
    if (said.fail) request.fail({ errMsg: `request:fail ${said.fail}` });
    else request.success({ statusCode: said[0], data: said[1], errMsg: 'request:ok' });
  });
}

export const ok = (data) => [200, { data }];
export const refused = (status, code, message = '不行') => [status, { error: { code, message, details: {} } }];
export const session = (name) => ok({ session: `token-${name}`, account: { id: name, role: 'customer' } });

/** Signed in already, so that a test's first request is its own. */
export function signedIn(fake, as) {
  fake.storage.set(`session.${as}`, { session: `token-${as}`, account: { id: `ID-${as}`, role: as } });
}
