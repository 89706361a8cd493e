import assert from 'node:assert/strict';
import { test } from 'node:test';
import { forgetAll, freshened, recall, remember } from '../../miniprogram/cache.js';
import { Fault } from '../../miniprogram/lib/fault.js';
import { failed, ready } from '../../miniprogram/lib/screen.js';
import { installWx } from './support/fake_wx.mjs';

const OFFLINE = new Fault('network', 'OFFLINE', '网络不可用，请检查网络');
const fail = (fault) => async () => { throw fault; };

test('what is kept is shown at once, then what the server says', async () => {
  installWx();
  remember('a', 1, Date.now());
  const shown = [];
  await freshened('a', async () => 2, (kept) => shown.push([kept.value, kept.fresh]));
  assert.deepEqual(shown, [[1, false], [2, true]]);
  assert.equal(recall('a', Date.now()).value, 2);
});

test('without the net what is kept stays, with its age', async () => {
  installWx();
  const now = Date.now();
  remember('a', 1, now - 5 * 60_000);
  const shown = [];
  await freshened('a', fail(OFFLINE), (kept) => shown.push(kept));
  assert.equal(ready(shown.at(-1), now).notice, '网络不可用，这是5 分钟前的内容');
});

test('with nothing kept a failure is a failure, and a refusal always is', async () => {
  installWx();
  await assert.rejects(freshened('a', fail(OFFLINE), () => {}), OFFLINE);
  remember('a', 1, Date.now());
  const gone = new Fault('refused', 'PARCEL_NOT_FOUND', '没有找到这个运单');
  await assert.rejects(freshened('a', fail(gone), () => {}), gone);
  assert.deepEqual(failed(gone), { state: 'error', title: '没能打开', message: '没有找到这个运单', offline: false });
});

test('nothing older than a day is shown, and signing out forgets what was shown', () => {
  installWx();
  remember('customer.a', 1, Date.now() - 25 * 3_600_000);
  assert.equal(recall('customer.a', Date.now()), null);
  remember('customer.b', 1, Date.now());
  remember('courier.c', 1, Date.now());
  forgetAll('customer');
  assert.equal(recall('customer.b', Date.now()), null);
  assert.equal(recall('courier.c', Date.now()).value, 1);
});
