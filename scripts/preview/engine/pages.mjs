/** The page stack: WeChat's rules of what may open what, and which page's life-cycle is called when. */

const DEEPEST = 10;

/**
 * @typedef {object} OpenPage
 * @property {string} path
 * @property {() => void} show
 * @property {() => void} hide
 * @property {() => void} close
 * @property {(name: string, ...values: any[]) => any} call a life-cycle function of the page
 *
 * @typedef {(path: string, query: Record<string, string>, channel: any) => Promise<OpenPage>} Opener
 */

/** A refusal whose text follows `api:fail `. */
export class PageProblem extends Error {}

/** @param {string} url @returns {{ path: string, query: Record<string, string> }} values stay as they are written, as in WeChat */
export function parsed(url) {
  const at = url.indexOf('?');
  const path = at < 0 ? url : url.slice(0, at);
  /** @type {Record<string, string>} */
  const query = {};
  for (const pair of at < 0 ? [] : url.slice(at + 1).split('&').filter(Boolean)) {
    const [name, ...value] = pair.split('=');
    query[name] = value.join('=');
  }
  return { path, query };
}

export class PageStack {
  /** @param {string[]} pages @param {string[]} tabs @param {Opener} open */
  constructor(pages, tabs, open) {
    this.known = new Set(pages);
    this.tabs = tabs;
    this.open = open;
    /** @type {OpenPage[]} */
    this.stack = [];
    /** Tab pages live on while another tab is shown. @type {Map<string, OpenPage>} */
    this.kept = new Map();
    /** Called after every move. */
    this.moved = () => {};
    this.moving = Promise.resolve();
  }

  get current() {
    return this.stack[this.stack.length - 1];
  }

  /** @param {string} path */
  isTab(path) {
    return this.tabs.includes(path);
  }

  /** Absolute path and query of a URL, relative ones seen from the current page. @param {string} url */
  resolve(url) {
    const { path, query } = parsed(url);
    const base = `http://app/${this.current?.path ?? ''}`;
    const absolute = new URL(path, base).pathname.slice(1);
    if (!this.known.has(absolute)) throw new PageProblem(`page "${absolute}" is not found`);
    return { path: absolute, query };
  }

  /** @param {string} url @param {any} [channel] */
  navigateTo(url, channel) {
    return this.#turn(async () => {
      const { path, query } = this.resolve(url);
      if (this.isTab(path)) throw new PageProblem('can not navigateTo a tabbar page');
      if (this.stack.length >= DEEPEST) throw new PageProblem(`webview count limit exceed`);
      this.current?.hide();
      await this.#push(path, query, channel);
    });
  }

  /** @param {string} url */
  redirectTo(url) {
    return this.#turn(async () => {
      const { path, query } = this.resolve(url);
      if (this.isTab(path)) throw new PageProblem('can not redirectTo a tabbar page');
      this.#drop();
      await this.#push(path, query);
    });
  }

  /** @param {number} [delta] more than there are: back to the first */
  navigateBack(delta = 1) {
    return this.#turn(async () => {
      if (this.stack.length < 2) throw new PageProblem('cannot navigate back at first page.');
      const times = Math.min(Math.max(1, delta), this.stack.length - 1);
      for (let count = 0; count < times; count += 1) this.#drop();
      this.current.show();
    });
  }

  /** @param {string} url */
  switchTab(url) {
    return this.#turn(async () => {
      const { path, query } = this.resolve(url);
      if (!this.isTab(path)) throw new PageProblem('can not switch to no-tabBar page');
      if (Object.keys(query).length) console.warn('wx.switchTab: the query is dropped');
      if (this.current?.path === path) return;
      const top = this.current;
      if (top && this.isTab(top.path)) top.hide();
      while (this.stack.length) this.isTab(this.current.path) ? this.stack.pop() : this.#drop();
      const kept = this.kept.get(path);
      if (!kept) return this.#push(path, {});
      this.stack.push(kept);
      kept.show();
    });
  }

  /** @param {string} url */
  reLaunch(url) {
    return this.#turn(async () => {
      const { path, query } = this.resolve(url);
      while (this.stack.length) this.#drop();
      for (const page of this.kept.values()) page.close();
      this.kept.clear();
      await this.#push(path, query);
    });
  }

  /** One move after another. @param {() => Promise<void>} move @returns {Promise<void>} */
  #turn(move) {
    const done = this.moving.then(move);
    this.moving = done.then(() => this.moved(), () => this.moved());
    return done;
  }

  #drop() {
    const page = /** @type {OpenPage} */ (this.stack.pop());
    this.kept.delete(page.path);
    page.close();
  }

  /** @param {string} path @param {Record<string, string>} query @param {any} [channel] */
  async #push(path, query, channel) {
    const page = await this.open(path, query, channel);
    this.stack.push(page);
    if (this.isTab(path)) this.kept.set(path, page);
    page.call('onLoad', query);
    page.show();
    page.call('onReady');
  }
}
