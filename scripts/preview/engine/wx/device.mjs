/** The phone itself: its screen and system, calls, clipboard, vibration. */

import { dialogue, toast } from '../ui/sheet.mjs';
import { api, ApiFailure, wanted } from './api.mjs';

export const LIBRARY = '3.5.0';
const STATUS_BAR = 44;
const NAVIGATION_BAR = 44;

/** @param {any} phone */
export function device(phone) {
  const screen = () => {
    const [width, height] = [document.documentElement.clientWidth, document.documentElement.clientHeight];
    const safeArea = { left: 0, right: width, top: STATUS_BAR, bottom: height, width, height: height - STATUS_BAR };
    return {
      pixelRatio: devicePixelRatio, screenWidth: width, screenHeight: height, windowWidth: width, statusBarHeight: STATUS_BAR,
      windowHeight: phone.frame.scroller()?.clientHeight ?? height - STATUS_BAR - NAVIGATION_BAR, safeArea, screenTop: STATUS_BAR + NAVIGATION_BAR,
    };
  };
  const hardware = () => ({ brand: 'preview', model: 'browser', platform: 'devtools', system: 'Preview 1.0', memorySize: 4096, benchmarkLevel: 30, abi: 'x64' });
  const base = () => ({
    SDKVersion: LIBRARY, version: '8.0.50', language: 'zh_CN', theme: 'light', enableDebug: false, host: { env: 'WeChat' },
    fontSizeSetting: 16 * phone.textScale, fontSizeScaleFactor: phone.textScale,
  });
  const all = () => ({ ...screen(), ...hardware(), ...base() });
  return {
    getWindowInfo: screen,
    getDeviceInfo: hardware,
    getAppBaseInfo: base,
    getSystemInfoSync: all,
    getSystemInfo: api('getSystemInfo', all),
    getMenuButtonBoundingClientRect: () => {
      const right = document.documentElement.clientWidth - 7;
      return { width: 87, height: 32, top: STATUS_BAR + 6, bottom: STATUS_BAR + 38, left: right - 87, right };
    },
    makePhoneCall: api('makePhoneCall', async (options) => {
      wanted(options, { phoneNumber: 'string' });
      if (!(await dialogue({ title: '呼叫', content: options.phoneNumber, confirmText: '呼叫' }))) throw new ApiFailure('cancel');
    }),
    setClipboardData: api('setClipboardData', (options) => {
      wanted(options, { data: 'string' });
      phone.clipboard = options.data;
      toast('内容已复制', { icon: 'success', duration: 1500 });
    }),
    getClipboardData: api('getClipboardData', () => ({ data: phone.clipboard })),
    vibrateShort: api('vibrateShort', () => {}),
    vibrateLong: api('vibrateLong', () => {}),
    setKeepScreenOn: api('setKeepScreenOn', () => {}),
  };
}
