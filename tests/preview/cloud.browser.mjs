/** Cloud functions go to the Lambda Invoke API with what WeChat's platform adds, and fail in WeChat's words. */

import assert from 'node:assert/strict';
import http from 'node:http';
import { after, before } from 'node:test';
import { fixtureServer, inBrowser, launched, listening, phone } from './support/browser.mjs';

/** Answers as the Invoke API does: `track` tells back its event, `sign` dies, there are no others. */
const lambda = http.createServer((request, response) => {
  let body = '';
  request.setEncoding('utf8').on('data', (part) => (body += part)).on('end', () => {
    const name = /^\/2015-03-31\/functions\/app-dev-(\w+)\/invocations$/.exec(request.url ?? '')?.[1];
    const reply = name === 'track' ? { data: JSON.parse(body) } : { errorMessage: 'died', errorType: 'Error' };
    response.writeHead(name === 'track' || name === 'sign' ? 200 : 404).end(JSON.stringify(reply));
  });
});
/** @type {import('playwright-core').Browser} */
let browser;
/** @type {http.Server[]} */
const servers = [lambda];

before(async () => {
  browser = await launched();
});

after(async () => {
  await browser.close();
  for (const each of servers) {
    each.closeAllConnections();
    each.close();
  }
});

/** A phone whose cloud is begun. @param {import('../../scripts/preview/server/proxy.mjs').Cloud} [cloud] */
async function cloudPhone(cloud) {
  const server = fixtureServer({ cloud });
  servers.push(server);
  const tab = await phone(browser, await listening(server));
  await tab.evaluate(() => /** @type {any} */ (window).wx.cloud.init({ env: 'e' }));
  return tab;
}

/** @param {import('playwright-core').Page} tab @param {string} name @param {any} [data] @returns {Promise<any>} */
const called = (tab, name, data) => tab.evaluate(([fn, given]) => /** @type {any} */ (window).wx.cloud
  .callFunction({ name: fn, data: given }).catch((/** @type {any} */ refusal) => refusal), /** @type {[string, any]} */ ([name, data]));

inBrowser('a call carries its data and who calls; a function that dies or is not there is told', async () => {
  const tab = await cloudPhone({ url: await listening(lambda), prefix: 'app-dev-' });
  const { result, errMsg } = await called(tab, 'track', { action: 'track_parcel', data: { 号: 1 } });
  assert.equal(errMsg, 'cloud.callFunction:ok');
  assert.deepEqual(result.data, { action: 'track_parcel', data: { 号: 1 }, userInfo: { appId: 'touristappid', openId: 'openid-tester' } });
  const table = /** @type {[string, any, number, RegExp][]} */ ([
    ['sign', {}, -504002, /functions execute fail/],
    ['none', {}, -501000, /FunctionName parameter could not be found/],
    ['track', { text: 'x'.repeat(1024 * 1024) }, -501001, /exceed max size/],
  ]);
  for (const [name, data, code, text] of table) {
    const refused = await called(tab, name, data);
    assert.equal(refused.errCode, code, name);
    assert.match(refused.errMsg, text, name);
  }
  await tab.evaluate(() => /** @type {any} */ (window).preview.phone.network.set('none'));
  assert.equal((await called(tab, 'track')).errCode, -404011);
});

inBrowser('without a Lambda API there is no environment', async () => {
  const refused = await called(await cloudPhone(), 'track');
  assert.equal(refused.errMsg, 'cloud.callFunction:fail Error: errCode: -501000 | errMsg: [100003] env not exists');
});
