/** How every asynchronous `wx` function answers: callbacks if there are any, else a promise; `errMsg` always. */

export class ApiFailure extends Error {
  /** @param {string} reason what follows `name:fail ` @param {Record<string, any>} [fields] such as errCode */
  constructor(reason, fields = {}) {
    super(reason);
    this.fields = fields;
  }
}

/** @typedef {(options: any) => any} Run gives the result, or throws ApiFailure */

/** @param {string} name @param {Run} run */
export function api(name, run) {
  return (/** @type {any} */ options = {}) => {
    const { success, fail, complete } = options;
    const promise = Promise.resolve()
      .then(() => run(options))
      .then((result) => ({ ...result, errMsg: `${name}:ok` }), (error) => Promise.reject(failure(name, error)));
    if (!success && !fail && !complete) return promise;
    promise.then(
      (result) => [success, complete].forEach((each) => each?.(result)),
      (problem) => [fail, complete].forEach((each) => each?.(problem)),
    );
    return undefined;
  };
}

/** What the `fail` of an API is given: a plain object, as in WeChat. @param {string} name @param {any} error */
export function failure(name, error) {
  if (!(error instanceof ApiFailure)) console.error(error);
  const fields = error instanceof ApiFailure ? error.fields : {};
  return { errMsg: `${name}:fail ${error.message}`.trim(), ...fields };
}

/** Refuses what is missing or of another type, in WeChat's words. @param {any} options @param {Record<string, string>} types */
export function wanted(options, types) {
  for (const [name, type] of Object.entries(types)) {
    const found = Array.isArray(options[name]) ? 'array' : typeof options[name];
    if (found === type) continue;
    const had = options[name] === undefined ? 'Undefined' : found[0].toUpperCase() + found.slice(1);
    throw new ApiFailure(`parameter error: parameter.${name} should be ${type[0].toUpperCase()}${type.slice(1)} instead of ${had}`);
  }
}

/** A place for listeners: `on` and `off` as WeChat has them. */
export function listeners() {
  /** @type {Set<(value: any) => void>} */
  const all = new Set();
  return {
    on: (/** @type {(value: any) => void} */ listener) => void all.add(listener),
    off: (/** @type {((value: any) => void) | undefined} */ listener) => void (listener ? all.delete(listener) : all.clear()),
    send: (/** @type {any} */ value) => all.forEach((listener) => listener(value)),
  };
}
