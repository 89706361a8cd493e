/** Moving between pages, the bars around them, sharing and pulling down. */

import { PageProblem } from '../pages.mjs';
import { api, ApiFailure, wanted } from './api.mjs';
import { eventChannels } from '../event_channel.mjs';

/** @param {any} phone */
export function navigation(phone) {
  const move = (/** @type {string} */ name, /** @type {(options: any) => Promise<any>} */ run) =>
    api(name, async (options) => {
      try {
        return await run(options);
      } catch (error) {
        throw error instanceof PageProblem ? new ApiFailure(error.message) : error;
      }
    });
  const named = (/** @type {any} */ options) => wanted(options, { url: 'string' });
  const badge = (/** @type {string} */ name, /** @type {(options: any) => string | null} */ text) =>
    api(name, (options) => {
      wanted(options, { index: 'number' });
      if (!phone.pages.isTab(phone.pages.current.path)) throw new ApiFailure('not TabBar page');
      phone.frame.badge(options.index, text(options));
    });
  return {
    navigateTo: move('navigateTo', async (options) => {
      named(options);
      const { here, there } = eventChannels(options.events);
      await phone.pages.navigateTo(options.url, there);
      return { eventChannel: here };
    }),
    redirectTo: move('redirectTo', (options) => (named(options), phone.pages.redirectTo(options.url))),
    reLaunch: move('reLaunch', (options) => (named(options), phone.pages.reLaunch(options.url))),
    switchTab: move('switchTab', (options) => (named(options), phone.pages.switchTab(options.url))),
    navigateBack: move('navigateBack', (options) => phone.pages.navigateBack(options.delta)),
    setNavigationBarTitle: api('setNavigationBarTitle', (options) => {
      wanted(options, { title: 'string' });
      phone.frame.decorate({ navigationBarTitleText: options.title });
    }),
    setNavigationBarColor: api('setNavigationBarColor', (options) => {
      wanted(options, { frontColor: 'string', backgroundColor: 'string' });
      if (!['#ffffff', '#000000'].includes(options.frontColor)) throw new ApiFailure('invalid frontColor');
      const navigationBarTextStyle = options.frontColor === '#000000' ? 'black' : 'white';
      phone.frame.decorate({ navigationBarBackgroundColor: options.backgroundColor, navigationBarTextStyle });
    }),
    showNavigationBarLoading: api('showNavigationBarLoading', () => {}),
    hideNavigationBarLoading: api('hideNavigationBarLoading', () => {}),
    setTabBarBadge: badge('setTabBarBadge', (options) => (wanted(options, { text: 'string' }), options.text)),
    removeTabBarBadge: badge('removeTabBarBadge', () => null),
    showTabBarRedDot: badge('showTabBarRedDot', () => ''),
    hideTabBarRedDot: badge('hideTabBarRedDot', () => null),
    startPullDownRefresh: api('startPullDownRefresh', () => phone.frame.pull()),
    stopPullDownRefresh: api('stopPullDownRefresh', () => phone.frame.pulled()),
    pageScrollTo: api('pageScrollTo', ({ scrollTop, selector }) => {
      const scroller = phone.frame.scroller();
      if (selector) scroller.querySelector(selector)?.scrollIntoView();
      else scroller.scrollTop = scrollTop ?? 0;
    }),
    showShareMenu: api('showShareMenu', () => {}),
    hideShareMenu: api('hideShareMenu', () => {}),
    enableAlertBeforeUnload: api('enableAlertBeforeUnload', (options) => {
      wanted(options, { message: 'string' });
      phone.frame.alertBeforeBack(options.message);
    }),
    disableAlertBeforeUnload: api('disableAlertBeforeUnload', () => phone.frame.alertBeforeBack('')),
  };
}
