/** What is around a page: status bar, navigation bar with its capsule, tab bar; and the page's own box. */

import { dialogue, list, made, tappable } from './ui/sheet.mjs';

const NEAR_END_PX = 50;
const PROMISED_WITHIN_MS = 3000;

export class Frame {
  /** @param {any} phone */
  constructor(phone) {
    this.phone = phone;
    this.bar = made('div', 'wx-navigation');
    this.tabs = made('div', 'wx-tabs');
    /** @type {Map<number, string>} */
    this.badges = new Map();
    this.warning = '';
  }

  attach() {
    document.body.append(this.bar, this.tabs);
  }

  /** Opens a page in a box of its own. @param {string} path @param {Record<string, string>} query @param {any} channel */
  async open(path, query, channel) {
    await this.phone.packages.load(path);
    const root = this.phone.components.root(path);
    const holder = made('div', 'wx-page-holder');
    const page = made('wx-page', '');
    const place = document.createElement('span');
    page.dataset.page = path;
    page.append(place);
    holder.append(page);
    document.body.append(holder);
    const instance = root.get();
    Object.assign(instance, { route: path, is: path, options: query, getOpenerEventChannel: () => channel });
    root.attach(page, place);
    return new PageView(this.phone, { path, root, holder, page, instance });
  }

  /** @returns {any} */
  current() {
    return this.phone.pages.current;
  }

  instance() {
    return this.current()?.instance;
  }

  scroller() {
    return this.current()?.page;
  }

  /** Changes what the bars of the current page show. @param {Record<string, string>} changes */
  decorate(changes) {
    Object.assign(this.current().look, changes);
    this.draw();
  }

  /** @param {number} index @param {string | null} text '' for a dot, null for none */
  badge(index, text) {
    if (text === null) this.badges.delete(index);
    else this.badges.set(index, text);
    this.draw();
  }

  /** @param {string} message asked before the current page is left by the back button; '' for no question */
  alertBeforeBack(message) {
    this.current().warning = message;
  }

  draw() {
    const page = this.current();
    if (!page) return;
    const { app, entries } = this.phone.manifest;
    const look = { ...app.window, ...entries[page.path].config, ...page.look };
    const custom = look.navigationStyle === 'custom';
    const title = look.navigationBarTitleText ?? '';
    document.title = title;
    this.bar.classList.toggle('wx-custom', custom);
    this.bar.style.background = custom ? 'transparent' : (look.navigationBarBackgroundColor ?? '#000000');
    this.bar.style.color = look.navigationBarTextStyle === 'black' ? '#000' : '#fff';
    const parts = [made('div', 'wx-clock', '9:41')];
    if (this.phone.pages.stack.length > 1 && !custom) parts.push(this.#back());
    if (!custom) parts.push(made('div', 'wx-title', title));
    parts.push(this.#capsule());
    this.bar.replaceChildren(...parts);
    this.#drawTabs(page.path);
    const height = (/** @type {boolean} */ shown, /** @type {number} */ px) => (shown ? `${px}px` : '0px');
    document.documentElement.style.setProperty('--navigation', height(!custom, 88));
    document.documentElement.style.setProperty('--tabs', height(!this.tabs.hidden, 56));
  }

  #back() {
    const back = tappable('‹', 'wx-back', async () => {
      const { warning } = this.current();
      if (!warning || (await dialogue({ content: warning }))) await this.phone.wx.navigateBack();
    });
    back.setAttribute('aria-label', '返回');
    return back;
  }

  #capsule() {
    const capsule = tappable('•••', 'wx-capsule', async () => {
      if ((await list(['转发给朋友'])) === 0) await this.share(null);
    });
    capsule.setAttribute('aria-label', '更多');
    return capsule;
  }

  /** Asks the page what to share and tells the tester's desk. @param {any} button the node of a share button, or null */
  async share(button) {
    const page = this.current();
    const event = { from: button ? 'button' : 'menu', target: button ? { id: button.id, dataset: button.dataset } : undefined };
    const card = await promised(page.call('onShareAppMessage', event));
    if (!card && !page.instance.onShareAppMessage) {
      void dialogue({ content: '当前页面未设置分享', showCancel: false });
      return;
    }
    const path = (card?.path ?? `/${page.path}`).replace(/^\//, '');
    this.phone.desk({ kind: 'shared', title: card?.title ?? document.title, path });
    void dialogue({ title: '已转发', content: `${card?.title ?? document.title}\n${path}`, showCancel: false });
  }

  /** @param {string} path */
  #drawTabs(path) {
    const { tabBar } = this.phone.manifest.app;
    const listed = tabBar?.list ?? [];
    this.tabs.hidden = !this.phone.pages.isTab(path);
    if (this.tabs.hidden) return;
    this.tabs.style.background = tabBar?.backgroundColor ?? '#fff';
    this.tabs.replaceChildren(...listed.map((/** @type {any} */ tab, /** @type {number} */ index) => {
      const chosen = tab.pagePath === path;
      const button = tappable('', 'wx-tab', () => this.#tapTab(tab, index));
      button.style.color = chosen ? tabBar.selectedColor : tabBar.color;
      const icon = chosen ? (tab.selectedIconPath ?? tab.iconPath) : tab.iconPath;
      if (icon) button.append(Object.assign(document.createElement('img'), { src: icon, alt: '' }));
      button.append(made('span', '', tab.text));
      if (this.badges.has(index)) button.append(made('i', 'wx-badge', this.badges.get(index)));
      return button;
    }));
  }

  /** @param {any} tab @param {number} index */
  async #tapTab(tab, index) {
    await this.phone.wx.switchTab({ url: `/${tab.pagePath}` });
    this.current().call('onTabItemTap', { index, pagePath: tab.pagePath, text: tab.text });
  }

  pull() {
    const page = this.current();
    const { app, entries } = this.phone.manifest;
    if (!(entries[page.path].config.enablePullDownRefresh ?? app.window?.enablePullDownRefresh)) return;
    page.holder.classList.add('wx-pulling');
    page.call('onPullDownRefresh');
  }

  pulled() {
    this.current()?.holder.classList.remove('wx-pulling');
  }
}

/** A page may promise a better card; WeChat waits three seconds for it. @param {any} card */
function promised(card) {
  if (!card?.promise) return card;
  const late = new Promise((resolve) => setTimeout(() => resolve(card), PROMISED_WITHIN_MS));
  return Promise.race([card.promise.catch(() => card), late]);
}

class PageView {
  /** @param {any} phone @param {{ path: string, root: any, holder: HTMLElement, page: HTMLElement, instance: any }} parts */
  constructor(phone, { path, root, holder, page, instance }) {
    this.phone = phone;
    this.path = path;
    this.root = root;
    this.holder = holder;
    this.page = page;
    this.instance = instance;
    /** @type {Record<string, string>} */
    this.look = {};
    this.warning = '';
    this.scrolled = 0;
    let low = false;
    page.addEventListener('scroll', () => {
      const { scrollTop, scrollHeight, clientHeight } = page;
      if (instance.onPageScroll) this.call('onPageScroll', { scrollTop });
      const end = scrollHeight - clientHeight - scrollTop <= NEAR_END_PX;
      if (end && !low) this.call('onReachBottom');
      low = end;
    });
  }

  /** @param {string} name @param {...any} values */
  call(name, ...values) {
    if (name === 'onReady') this.phone.components.laidOut();
    try {
      return this.instance[name]?.(...values);
    } catch (error) {
      this.phone.report(error);
      return undefined;
    }
  }

  show() {
    this.holder.hidden = false;
    // Asking for it lays the page out, which must not keep onShow waiting.
    if (this.scrolled) this.page.scrollTop = this.scrolled;
    this.call('onShow');
    this.root.getComponent().triggerPageLifetime?.('show', []);
  }

  hide() {
    this.scrolled = this.page.scrollTop;
    this.holder.hidden = true;
    this.call('onHide');
    this.root.getComponent().triggerPageLifetime?.('hide', []);
  }

  close() {
    this.call('onUnload');
    this.root.release();
    this.holder.remove();
  }
}
