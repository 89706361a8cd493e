/** Every stand-in of `wx` fails once on each of its documented ways to fail. */

import assert from 'node:assert/strict';
import http from 'node:http';
import { after, before } from 'node:test';
import { apiNames } from '../../scripts/preview/engine/wx/index.mjs';
import { codes, fixtureServer, inBrowser, launched, listening, phone } from './support/browser.mjs';

/** @type {import('playwright-core').Browser} */
let browser;
/** @type {import('playwright-core').Page} */
let tab;
/** @type {string} */
let address;
const sandbox = codes();
/** Answers /teapot with 418, and nothing else ever. */
const api = http.createServer((request, response) => void (request.url === '/teapot' && response.writeHead(418).end('{"a":1}')));
/** @type {http.Server} */
let server;
const unanswered = fixtureServer({ sandbox: 'http://127.0.0.1:1' });

before(async () => {
  const target = await listening(api);
  server = fixtureServer({ sandbox: await listening(sandbox), routes: { 'https://api.example.com': target } });
  [browser, address] = await Promise.all([launched(), listening(server)]);
  tab = await phone(browser, address);
});

after(async () => {
  await browser.close();
  for (const each of [server, sandbox, api, unanswered]) {
    each.closeAllConnections();
    each.close();
  }
});

/** The refusal that an API gives. @param {import('playwright-core').Page} on @param {string} name @param {any} options */
function refusal(on, name, options) {
  return on.evaluate(([called, given]) => new Promise((resolve) => {
    const { wx } = /** @type {any} */ (window);
    const [first, second] = called.split('.');
    const owner = second ? (first === 'files' ? wx.getFileSystemManager() : wx[first]) : wx;
    owner[second ?? first]({ ...given, success: () => resolve('no refusal'), fail: resolve });
  }), /** @type {[string, any]} */ ([name, options]));
}

const NONE = 'wxfile://none';
const API = 'https://api.example.com/';
const payment = { timeStamp: '1', nonceStr: 'n', package: 'prepay_id=1', signType: 'RSA', paySign: 's' };
const undeclared = 'the api need to be declared in the requiredPrivateInfos field in app.json/ext.json';
const gone = 'errcode:-106 cronet_error_code:-106 error_msg:net::ERR_INTERNET_DISCONNECTED';
const should = (/** @type {string} */ name, /** @type {string} */ type, found = 'Undefined') =>
  `parameter error: parameter.${name} should be ${type} instead of ${found}`;

/** What needs an adapter that was opened. */
const BLUETOOTH = [
  'closeBluetoothAdapter', 'startBluetoothDevicesDiscovery', 'stopBluetoothDevicesDiscovery', 'createBLEConnection', 'closeBLEConnection',
  'setBLEMTU', 'getBLEDeviceServices', 'getBLEDeviceCharacteristics', 'writeBLECharacteristicValue',
];

/**
 * API, arguments, what follows `API:fail `, and how it comes to that: `click` on a button of the stand-in, `offline`,
 * with a tap just before (`tapped`), with a sandbox that does not answer (`broken`); `code` is the errCode or errno.
 * @typedef {{ click?: string, offline?: boolean, tapped?: boolean, broken?: boolean, code?: number }} How
 * @type {[string, any, string, How?][]}
 */
const refusals = [
  ['request', { url: 'nonsense' }, 'invalid url "nonsense"'],
  ['request', { url: 'https://other.example.com/' }, 'url not in domain list', { code: 600002 }],
  ['request', { url: `${API}slow`, timeout: 60 }, 'timeout', { code: 5 }],
  ['request', {}, should('url', 'String')],
  ['request', { url: `${API}teapot` }, gone, { offline: true, code: 600001 }],
  ['uploadFile', { url: 'https://other.example.com/', filePath: NONE, name: 'file' }, 'url not in domain list', { code: 600002 }],
  ['uploadFile', { url: API, filePath: NONE, name: 'file' }, `createUploadTask:fail file not found: ${NONE}`],
  ['connectSocket', { url: 'wss://other.example.com' }, 'url not in domain list', { code: 600002 }],
  ['navigateTo', { url: '/pages/tab/tab' }, 'can not navigateTo a tabbar page'],
  ['navigateTo', { url: '/pages/none/none' }, 'page "pages/none/none" is not found'],
  ['redirectTo', { url: '/pages/tab/tab' }, 'can not redirectTo a tabbar page'],
  ['switchTab', { url: '/pages/form/form' }, 'can not switch to no-tabBar page'],
  ['reLaunch', { url: '/none' }, 'page "none" is not found'],
  ['navigateBack', {}, 'cannot navigate back at first page.'],
  ['setNavigationBarTitle', {}, should('title', 'String')],
  ['setNavigationBarColor', { frontColor: '#123456', backgroundColor: '#fff' }, 'invalid frontColor'],
  ['setTabBarBadge', { index: 0 }, should('text', 'String')],
  ['removeTabBarBadge', {}, should('index', 'Number')],
  ['showTabBarRedDot', {}, should('index', 'Number')],
  ['hideTabBarRedDot', { index: '0' }, should('index', 'Number', 'String')],
  ['enableAlertBeforeUnload', {}, should('message', 'String')],
  ['getStorage', { key: 'none' }, 'data not found'],
  ['setStorage', { key: 'k', data: 'x'.repeat(1024 * 1024) }, 'entry size limit reached'],
  ['setStorage', { data: 1 }, should('key', 'String')],
  ['removeStorage', {}, should('key', 'String')],
  ['showToast', {}, should('title', 'String')],
  ['showLoading', { title: 1 }, should('title', 'String', 'Number')],
  ['showModal', { confirmText: '五个字太长' }, 'confirmText length should not larger than 4 Chinese characters'],
  ['showActionSheet', { itemList: [...'1234567'] }, 'parameter error: itemList should not be more than 6 items'],
  ['showActionSheet', { itemList: ['甲'] }, 'cancel', { click: '.ui-last' }],
  ['previewImage', {}, should('urls', 'Array')],
  ['getLocation', {}, undeclared, { code: 112 }],
  ['getFuzzyLocation', {}, undeclared, { code: 112 }],
  ['startLocationUpdate', {}, undeclared, { code: 112 }],
  ['startLocationUpdateBackground', {}, undeclared, { code: 112 }],
  ['chooseAddress', {}, undeclared, { code: 112 }],
  ['chooseLocation', {}, 'auth deny', { click: '.ui-cancel', code: 103 }],
  ['openLocation', { latitude: '1' }, should('latitude', 'Number', 'String')],
  ['authorize', { scope: 'scope.camera' }, 'auth deny', { click: '.ui-cancel', code: 103 }],
  ['openSetting', {}, 'can only be invoked by user TAP gesture.'],
  ['downloadFile', { url: 'https://other.example.com/' }, 'url not in domain list', { code: 600002 }],
  ['downloadFile', { url: `${API}teapot` }, gone, { offline: true, code: 600001 }],
  ['openDocument', {}, should('filePath', 'String')],
  ['openDocument', { filePath: 'wxfile://usr/a.csv' }, 'filetype not supported'],
  ['openDocument', { filePath: NONE, fileType: 'pdf' }, `no such file or directory, open "${NONE}"`],
  ['chooseMessageFile', {}, 'parameter error: count should be between 1 and 100'],
  ['chooseMedia', { count: 21 }, 'parameter error: count should be between 1 and 20'],
  ['chooseMedia', {}, 'cancel', { click: '.ui-last' }],
  ['chooseMedia', { sourceType: ['camera'] }, 'cancel', { click: '.ui-cancel' }],
  ['compressImage', { src: NONE }, `file not found: ${NONE}`],
  ['getImageInfo', { src: NONE }, `file not found: ${NONE}`],
  ['scanCode', {}, 'cancel', { click: '.ui-cancel' }],
  ['scanCode', {}, 'no code was found', { click: '.ui-confirm' }],
  ['canvasToTempFilePath', {}, 'canvas is empty'],
  ['files.access', { path: NONE }, `no such file or directory, open "${NONE}"`],
  ['files.copyFile', { srcPath: NONE, destPath: 'wxfile://usr/a' }, `no such file or directory, open "${NONE}"`],
  ['files.getFileInfo', { filePath: NONE }, `no such file or directory, open "${NONE}"`],
  ['files.readFile', { filePath: NONE }, `no such file or directory, open "${NONE}"`],
  ['files.saveFile', { tempFilePath: NONE }, `no such file or directory, open "${NONE}"`],
  ['files.unlink', { filePath: NONE }, `no such file or directory, open "${NONE}"`],
  ['login', {}, 'network is unavailable', { offline: true }],
  ['login', {}, 'system error: the provider sandbox does not answer', { broken: true, code: -1 }],
  ['requestSubscribeMessage', { tmplIds: [] }, "TmplIds can't be empty", { code: 10001 }],
  ['requestSubscribeMessage', { tmplIds: [...'123456'] }, 'Templates count out of max bounds', { code: 20003 }],
  ['requestSubscribeMessage', { tmplIds: ['a'] }, 'can only be invoked by user TAP gesture.'],
  ['requestSubscribeMessage', { tmplIds: ['a'] }, 'request list fail', { tapped: true, offline: true, code: 10002 }],
  ['requestPayment', { timeStamp: 1 }, should('timeStamp', 'String', 'Number')],
  ['requestPayment', { ...payment, package: 'none' }, 'jsapi invalid request data'],
  ['requestPayment', payment, 'cancel', { click: '.ui-cancel' }],
  ['requestMerchantTransfer', { mchId: 1 }, should('mchId', 'String', 'Number')],
  ['requestMerchantTransfer', { mchId: '1900000001' }, should('package', 'String', 'Undefined')],
  ['requestMerchantTransfer', { mchId: '1900000001', package: 'none' }, 'cancel', { click: '.ui-cancel' }],
  ['makePhoneCall', {}, should('phoneNumber', 'String')],
  ['makePhoneCall', { phoneNumber: '95100' }, 'cancel', { click: '.ui-cancel' }],
  ['setClipboardData', { data: 1 }, should('data', 'String', 'Number')],
  ['openBluetoothAdapter', {}, 'not available', { click: '.ui-item:nth-of-type(2)', code: 10001 }],
  ['openBluetoothAdapter', {}, 'auth deny', { click: '.ui-last', code: 103 }],
  ...BLUETOOTH.map((name) => /** @type {[string, any, string, How]} */ ([name, {}, 'not init', { code: 10000 }])),
  ['cloud.callFunction', { name: 'track' }, "Error: Cloud API isn't enabled, please call wx.cloud.init first"],
];

/** What has no way to fail that WeChat documents, or answers at once. */
const sure = [
  ...['showNavigationBarLoading', 'hideNavigationBarLoading', 'startPullDownRefresh', 'stopPullDownRefresh', 'pageScrollTo'],
  ...['showShareMenu', 'hideShareMenu', 'disableAlertBeforeUnload', 'getNetworkType', 'clearStorage', 'getStorageInfo'],
  ...['hideToast', 'hideLoading', 'hideKeyboard', 'checkSession', 'getSetting', 'getPrivacySetting', 'openPrivacyContract'],
  ...['getSystemInfo', 'getClipboardData', 'vibrateShort', 'vibrateLong', 'setKeepScreenOn', 'stopLocationUpdate', 'cloud', 'cloud.init', 'env'],
  ...['getWindowInfo', 'getDeviceInfo', 'getAppBaseInfo', 'getMenuButtonBoundingClientRect', 'canIUse', 'nextTick', 'reportEvent'],
  ...['base64ToArrayBuffer', 'getFileSystemManager', 'createSelectorQuery', 'createIntersectionObserver', 'getUpdateManager', 'getRealtimeLogManager', 'getLogManager'],
];

inBrowser('every stand-in of wx refuses what WeChat refuses, in its words', async () => {
  const known = [...apiNames()].filter((name) => !/^(on|off)[A-Z]|Sync$/.test(name));
  const files = ['access', 'copyFile', 'getFileInfo', 'readFile', 'saveFile', 'unlink'].map((name) => `files.${name}`);
  const unproven = [...known, ...files].filter((name) => !sure.includes(name) && !refusals.some(([each]) => each === name));
  assert.deepEqual(unproven, []);
  const badlyServed = await phone(browser, await listening(unanswered));
  for (const [name, options, wanted, how = {}] of refusals) {
    const on = how.broken ? badlyServed : tab;
    await network(on, how.offline ? 'none' : 'wifi');
    await on.evaluate(() => void (/** @type {any} */ (window).preview.phone.tappedAt = -Infinity));
    if (how.tapped) await on.locator('.wx-title').click();
    const answer = refusal(on, name, options);
    if (how.click) await on.locator(how.click).click();
    const { errMsg, errCode, errno } = /** @type {any} */ (await answer);
    assert.deepEqual([errMsg, errCode ?? errno], [`${name.replace('files.', '')}:fail ${wanted}`, how.code], name);
  }
  await network(tab, 'wifi');
});

/** @param {import('playwright-core').Page} on @param {string} type */
const network = (on, type) => on.evaluate((given) => /** @type {any} */ (window).preview.phone.network.set(given), type);

inBrowser('what the synchronous ones refuse is thrown', async () => {
  const thrown = await tab.evaluate(() => {
    try {
      /** @type {any} */ (window).wx.setStorageSync('k', 'x'.repeat(1024 * 1024));
      return 'nothing';
    } catch (error) {
      return /** @type {Error} */ (error).message;
    }
  });
  assert.equal(thrown, 'setStorageSync:fail entry size limit reached');
});

inBrowser('the app is told that the network has gone', async () => {
  const told = await tab.evaluate(() => new Promise((resolve) => {
    const { wx, preview } = /** @type {any} */ (window);
    wx.onNetworkStatusChange(resolve);
    preview.phone.network.set('none');
  }));
  assert.deepEqual(told, { networkType: 'none', isConnected: false });
  await network(tab, 'wifi');
});

inBrowser('any status of HTTP is a success of the request, an abort is not', async () => {
  const seen = await tab.evaluate(() => {
    const { wx } = /** @type {any} */ (window);
    const ask = (/** @type {string} */ path, /** @type {(task: any) => void} */ then) => new Promise((resolve) => {
      then(wx.request({ url: `https://api.example.com/${path}`, success: resolve, fail: resolve }));
    });
    return Promise.all([ask('teapot', () => {}), ask('slow', (task) => task.abort())]);
  });
  const [teapot, aborted] = /** @type {any[]} */ (seen);
  assert.deepEqual([teapot.statusCode, teapot.data, teapot.errMsg, aborted.errMsg], [418, { a: 1 }, 'request:ok', 'request:fail abort']);
});

/** What the speech manager tells after a start: its result or its error's code. @param {any} options @param {string} [call] */
const spoken = (options, call = 'start') => tab.evaluate(([given, name]) => new Promise((resolve) => {
  const manager = /** @type {any} */ (window).requirePlugin('speech').getRecordRecognitionManager();
  manager.onStop = (/** @type {any} */ { result }) => resolve(result);
  manager.onError = (/** @type {any} */ { retcode }) => resolve(retcode);
  manager[name](given);
}), /** @type {[any, string]} */ ([options, call]));

inBrowser('speech is asked for, may fail, hears what the tester types, and must be declared', async () => {
  assert.deepEqual([await spoken({}, 'stop'), await spoken({ duration: 61_000 })], [-30012, -30007]);
  const denied = spoken({});
  await tab.locator('.ui-cancel').click();
  assert.equal(await denied, -30001);
  await tab.evaluate(() => void (/** @type {any} */ (window).preview.phone.permissions['scope.record'] = true));
  const outcomes = /** @type {[string, string, number | string][]} */ ([
    ['.ui-confirm', '', -30004], ['.ui-cancel', '说的话', -30004], ['.ui-failure >> nth=0', '', -30001],
    ['.ui-failure >> nth=2', '', -30005], ['.ui-confirm', '说的话', '说的话'],
  ]);
  for (const [button, typed, wanted] of outcomes) {
    const told = spoken({});
    await tab.locator('.ui-speech').fill(typed);
    await tab.locator(button).click();
    assert.equal(await told, wanted, button);
  }
  await network(tab, 'none');
  assert.equal(await spoken({}), -30008);
  await network(tab, 'wifi');
  await tab.evaluate(() => void /** @type {any} */ (window).requirePlugin('speech').getRecordRecognitionManager().start({}));
  await tab.locator('.ui-speech').waitFor();
  assert.equal(await spoken({}), -30011);
  await tab.locator('.ui-cancel').click();
  await assert.rejects(tab.evaluate(() => /** @type {any} */ (window).requirePlugin('none')), /plugin none is not declared in app\.json/);
});

inBrowser('a phone number that is kept back comes as a refusal', async () => {
  const other = await phone(browser, address, 'pages/form/form');
  await other.locator('.number').click();
  await other.locator('.ui-cancel').click();
  await other.locator('.sent', { hasText: 'getPhoneNumber:fail user deny' }).waitFor();
});
