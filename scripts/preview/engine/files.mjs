/** The files of one phone: temporary ones until it is reloaded, saved ones in the browser's database. */

const STORE = 'files';

/** @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
function done(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

export class Files {
  /** @param {string} owner the phone's name */
  constructor(owner) {
    this.owner = owner;
    /** @type {Map<string, { blob: Blob, address: string }>} */
    this.known = new Map();
    /** @type {IDBDatabase | null} */
    this.database = null;
    /** @type {Promise<void> | null} */
    this.opening = null;
  }

  /** Reads what was saved before, once; nothing waits for it that needs no file. */
  open() {
    return (this.opening ??= this.#open());
  }

  async #open() {
    const opening = indexedDB.open(`preview-${this.owner}`, 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
    this.database = await done(opening);
    const store = this.database.transaction(STORE).objectStore(STORE);
    const [paths, blobs] = await Promise.all([done(store.getAllKeys()), done(store.getAll())]);
    paths.forEach((path, index) => this.#know(String(path), blobs[index]));
  }

  /** @param {Blob} blob @param {string} suffix */
  keepTemporary(blob, suffix) {
    return this.#know(`wxfile://tmp_${crypto.randomUUID().replaceAll('-', '')}${suffix}`, blob);
  }

  /** @param {Blob} blob @param {string} path */
  async keep(blob, path) {
    await this.open();
    await done(this.#store().put(blob, path));
    return this.#know(path, blob);
  }

  /** @param {string} path @returns {Promise<Blob | null>} */
  async get(path) {
    await this.open();
    return this.known.get(path)?.blob ?? null;
  }

  /** @param {string} path */
  async remove(path) {
    URL.revokeObjectURL(this.known.get(path)?.address ?? '');
    this.known.delete(path);
    await done(this.#store().delete(path));
  }

  /** Where the browser finds a picture. @param {string} source */
  address(source) {
    if (source.startsWith('wxfile:')) return this.known.get(source)?.address ?? 'missing-file';
    return /^(https?:|data:|blob:)/.test(source) ? source : source.replace(/^\//, '');
  }

  #store() {
    if (!this.database) throw new Error('the files are not open');
    return this.database.transaction(STORE, 'readwrite').objectStore(STORE);
  }

  /** @param {string} path @param {Blob} blob */
  #know(path, blob) {
    this.known.set(path, { blob, address: URL.createObjectURL(blob) });
    return path;
  }
}
