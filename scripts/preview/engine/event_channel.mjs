/** The event channel between a page and the one it opened. */

class EventChannel {
  constructor() {
    /** @type {Map<string, { listener: Function, once: boolean }[]>} */
    this.listeners = new Map();
    /** @type {EventChannel | null} */
    this.other = null;
  }

  /** @param {string} name @param {Function} listener @param {boolean} [once] */
  on(name, listener, once = false) {
    this.listeners.set(name, [...(this.listeners.get(name) ?? []), { listener, once }]);
    return this;
  }

  /** @param {string} name @param {Function} listener */
  once(name, listener) {
    return this.on(name, listener, true);
  }

  /** @param {string} name @param {Function} [listener] */
  off(name, listener) {
    this.listeners.set(name, listener ? (this.listeners.get(name) ?? []).filter((each) => each.listener !== listener) : []);
  }

  /** @param {string} name @param {...any} values */
  emit(name, ...values) {
    const heard = this.other?.listeners.get(name) ?? [];
    this.other?.listeners.set(name, heard.filter((each) => !each.once));
    heard.forEach((each) => each.listener(...values));
  }
}

/** The two ends. @param {Record<string, Function>} [events] that the opener listens to */
export function eventChannels(events = {}) {
  const [here, there] = [new EventChannel(), new EventChannel()];
  here.other = there;
  there.other = here;
  for (const [name, listener] of Object.entries(events)) here.on(name, listener);
  return { here, there };
}
