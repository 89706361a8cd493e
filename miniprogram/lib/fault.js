/**
 * What went wrong with a call. `kind`: 'refused' (the server said no; trying again changes nothing), 'network' (no answer
 * came), 'server' (no sensible answer came). `fields` has the messages beside fields, by name.
 */
export class Fault extends Error {
  /**
   * @param {'refused' | 'network' | 'server'} kind
   * @param {string} code
   * @param {string} message for people
   * @param {Record<string, any>} [details]
   */
  constructor(kind, code, message, details = {}) {
    super(message);
    this.kind = kind;
    this.code = code;
    this.details = details;
  }

  /** Whether the same call may succeed later. */
  get passing() {
    return this.kind !== 'refused' || this.code === 'PARCEL_CHANGED';
  }
}

/** Any error as a Fault: what our own code throws is never shown to people. @param {unknown} error */
export function asFault(error) {
  return error instanceof Fault ? error : new Fault('server', 'CLIENT_ERROR', '出了点问题，请重试', { cause: String(error) });
}
