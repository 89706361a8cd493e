/** Every stand-in of `wx` fails once on each of its documented ways to fail. */

import assert from 'node:assert/strict';
import http from 'node:http';
import { after, before } from 'node:test';
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

before(async () => {
  const target = await listening(api);
  server = fixtureServer({ sandbox: await listening(sandbox), routes: { 'https://api.example.com': target } });
  [browser, address] = await Promise.all([launched(), listening(server)]);
  tab = await phone(browser, address);
});

after(async () => {
  await browser.close();
  for (const each of [server, sandbox, api]) {
    each.closeAllConnections();
    each.close();
  }
});

/** The `errMsg` that an API gives. @param {string} name @param {any} [options] */
function errMsg(name, options = {}) {
  return tab.evaluate(([called, given]) => new Promise((resolve) => {
    const { wx } = /** @type {any} */ (window);
    const [first, second] = called.split('.');
    const owner = second ? (first === 'files' ? wx.getFileSystemManager() : wx[first]) : wx;
    const answer = (/** @type {any} */ reply) => resolve(reply.errMsg);
    owner[second ?? first]({ ...given, success: answer, fail: answer });
  }), /** @type {[string, any]} */ ([name, options]));
}

const wrong = /** @type {[string, any, string][]} */ ([
  ['request', { url: 'nonsense' }, 'request:fail invalid url "nonsense"'],
  ['request', { url: 'https://other.example.com/' }, 'request:fail url not in domain list'],
  ['request', { url: 'https://api.example.com/slow', timeout: 60 }, 'request:fail timeout'],
  ['request', {}, 'request:fail parameter error: parameter.url should be String instead of Undefined'],
  ['uploadFile', { url: 'https://other.example.com/', filePath: 'wxfile://a', name: 'file' }, 'uploadFile:fail url not in domain list'],
  ['uploadFile', { url: 'https://api.example.com/', filePath: 'wxfile://a', name: 'file' }, 'uploadFile:fail createUploadTask:fail file not found: wxfile://a'],
  ['connectSocket', { url: 'wss://other.example.com' }, 'connectSocket:fail url not in domain list'],
  ['navigateTo', { url: '/pages/tab/tab' }, 'navigateTo:fail can not navigateTo a tabbar page'],
  ['navigateTo', { url: '/pages/none/none' }, 'navigateTo:fail page "pages/none/none" is not found'],
  ['redirectTo', { url: '/pages/tab/tab' }, 'redirectTo:fail can not redirectTo a tabbar page'],
  ['switchTab', { url: '/pages/form/form' }, 'switchTab:fail can not switch to no-tabBar page'],
  ['reLaunch', { url: '/none' }, 'reLaunch:fail page "none" is not found'],
  ['navigateBack', {}, 'navigateBack:fail cannot navigate back at first page.'],
  ['setNavigationBarTitle', {}, 'setNavigationBarTitle:fail parameter error: parameter.title should be String instead of Undefined'],
  ['setNavigationBarColor', { frontColor: '#123456', backgroundColor: '#fff' }, 'setNavigationBarColor:fail invalid frontColor'],
  ['enableAlertBeforeUnload', {}, 'enableAlertBeforeUnload:fail parameter error: parameter.message should be String instead of Undefined'],
  ['getStorage', { key: 'none' }, 'getStorage:fail data not found'],
  ['setStorage', { key: 'k', data: 'x'.repeat(1024 * 1024) }, 'setStorage:fail entry size limit reached'],
  ['setStorage', { data: 1 }, 'setStorage:fail parameter error: parameter.key should be String'],
  ['showToast', {}, 'showToast:fail parameter error: parameter.title should be String instead of Undefined'],
  ['showLoading', { title: 1 }, 'showLoading:fail parameter error: parameter.title should be String instead of Number'],
  ['showModal', { confirmText: '五个字太长' }, 'showModal:fail confirmText length should not larger than 4 Chinese characters'],
  ['showActionSheet', { itemList: [...'1234567'] }, 'showActionSheet:fail parameter error: itemList should not be more than 6 items'],
  ['previewImage', {}, 'previewImage:fail parameter error: parameter.urls should be Array instead of Undefined'],
  ['getLocation', {}, 'getLocation:fail the api need to be declared in the requiredPrivateInfos field in app.json/ext.json'],
  ['getFuzzyLocation', {}, 'getFuzzyLocation:fail the api need to be declared in the requiredPrivateInfos field in app.json/ext.json'],
  ['chooseAddress', {}, 'chooseAddress:fail the api need to be declared in the requiredPrivateInfos field in app.json/ext.json'],
  ['openLocation', { latitude: '1' }, 'openLocation:fail parameter error: parameter.latitude should be Number instead of String'],
  ['chooseMedia', { count: 21 }, 'chooseMedia:fail parameter error: count should be between 1 and 20'],
  ['compressImage', { src: 'wxfile://none' }, 'compressImage:fail file not found: wxfile://none'],
  ['getImageInfo', { src: 'wxfile://none' }, 'getImageInfo:fail file not found: wxfile://none'],
  ['canvasToTempFilePath', {}, 'canvasToTempFilePath:fail canvas is empty'],
  ['files.readFile', { filePath: 'wxfile://none' }, 'readFile:fail no such file or directory, open "wxfile://none"'],
  ['files.saveFile', { tempFilePath: 'wxfile://none' }, 'saveFile:fail no such file or directory, open "wxfile://none"'],
  ['files.unlink', { filePath: 'wxfile://none' }, 'unlink:fail no such file or directory, open "wxfile://none"'],
  ['files.access', { path: 'wxfile://none' }, 'access:fail no such file or directory, open "wxfile://none"'],
  ['requestSubscribeMessage', { tmplIds: [] }, "requestSubscribeMessage:fail TmplIds can't be empty"],
  ['requestSubscribeMessage', { tmplIds: [...'123456'] }, 'requestSubscribeMessage:fail Templates count out of max bounds'],
  ['requestSubscribeMessage', { tmplIds: ['a'] }, 'requestSubscribeMessage:fail can only be invoked by user TAP gesture.'],
  ['requestPayment', { timeStamp: 1 }, 'requestPayment:fail parameter error: parameter.timeStamp should be String instead of Number'],
  ['makePhoneCall', {}, 'makePhoneCall:fail parameter error: parameter.phoneNumber should be String instead of Undefined'],
  ['setClipboardData', { data: 1 }, 'setClipboardData:fail parameter error: parameter.data should be String instead of Number'],
  ['cloud.callFunction', { name: 'track' }, "cloud.callFunction:fail Error: Cloud API isn't enabled, please call wx.cloud.init first"],
]);

inBrowser('wrong arguments and undeclared rights are refused', async () => {
  for (const [name, options, wanted] of wrong) assert.equal(await errMsg(name, options), wanted, name);
});

const payment = { timeStamp: '1', nonceStr: 'n', package: 'prepay_id=1', signType: 'RSA', paySign: 's' };
const left = /** @type {[string, any, string, string][]} */ ([
  ['chooseLocation', {}, '.ui-cancel', 'chooseLocation:fail auth deny'],
  ['authorize', { scope: 'scope.camera' }, '.ui-cancel', 'authorize:fail auth deny'],
  ['chooseMedia', {}, '.ui-last', 'chooseMedia:fail cancel'],
  ['scanCode', {}, '.ui-cancel', 'scanCode:fail cancel'],
  ['scanCode', {}, '.ui-confirm', 'scanCode:fail no code was found'],
  ['showActionSheet', { itemList: ['甲'] }, '.ui-last', 'showActionSheet:fail cancel'],
  ['makePhoneCall', { phoneNumber: '95100' }, '.ui-cancel', 'makePhoneCall:fail cancel'],
  ['requestPayment', payment, '.ui-cancel', 'requestPayment:fail cancel'],
]);

inBrowser('what the user turns away from says so', async () => {
  for (const [name, options, button, wanted] of left) {
    const answer = errMsg(name, options);
    await tab.locator(button).click();
    assert.equal(await answer, wanted, name);
  }
});

inBrowser('without a network nothing gets through, and the app is told', async () => {
  const told = await tab.evaluate(() => new Promise((resolve) => {
    const { wx, preview } = /** @type {any} */ (window);
    wx.onNetworkStatusChange(resolve);
    preview.phone.network.set('none');
  }));
  assert.deepEqual(told, { networkType: 'none', isConnected: false });
  assert.match(/** @type {string} */ (await errMsg('request', { url: 'https://api.example.com/teapot' })), /^request:fail .*ERR_INTERNET_DISCONNECTED/);
  assert.equal(await errMsg('login'), 'login:fail network is unavailable');
  await tab.evaluate(() => /** @type {any} */ (window).preview.phone.network.set('wifi'));
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

inBrowser('speech must be declared, runs once at a time and may hear nothing', async () => {
  const heard = tab.evaluate(() => new Promise((resolve) => {
    const { requirePlugin } = /** @type {any} */ (window);
    /** @type {any[]} */
    const told = [];
    try {
      requirePlugin('none');
    } catch (error) {
      told.push(/** @type {Error} */ (error).message);
    }
    const manager = requirePlugin('speech').getRecordRecognitionManager();
    manager.onError = (/** @type {any} */ { retcode }) => told.push(retcode) === 5 && resolve(told);
    manager.stop();
    manager.start({ duration: 61_000 });
    manager.start({});
    manager.start({});
  }));
  await tab.locator('.ui-cancel').click();
  assert.deepEqual(await heard, ['plugin none is not declared in app.json', -30012, -30007, -30011, -30004]);
});

inBrowser('a phone number that is kept back comes as a refusal', async () => {
  const other = await phone(browser, address, 'pages/form/form');
  await other.locator('.number').click();
  await other.locator('.ui-cancel').click();
  await other.locator('.sent', { hasText: 'getPhoneNumber:fail user deny' }).waitFor();
});
