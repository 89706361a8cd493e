/** Every way in which listening can end: words, silence, no permission, no plugin. */

import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { Listener } from '../../miniprogram/more/lib/speech.js';
import { installWx } from './support/fake_wx.mjs';

afterEach(() => delete globalThis.requirePlugin);

/** WeChat's recogniser that ends as the test says. */
function speaking(end, authSetting = {}) {
  installWx({ platform: { getSetting: async () => ({ authSetting }) } });
  const manager = { start: () => end(manager), stop: () => manager.onStop({ result: '说到一半' }) };
  globalThis.requirePlugin = (name) => {
    assert.equal(name, 'WechatSI');
    return { getRecordRecognitionManager: () => manager };
  };
  return new Listener();
}
const failing = (retcode, authSetting) => speaking((manager) => manager.onError({ retcode, msg: '' }), authSetting).start();

test('what was said comes back as text', async () => {
  const heard = await speaking((manager) => manager.onStop({ result: ' 虚构路十八号 ' })).start();
  assert.deepEqual(heard, { text: '虚构路十八号', trouble: '', denied: false });
});

test('a second tap ends the listening', async () => {
  const listener = speaking(() => {});
  const heard = listener.start();
  listener.stop();
  assert.equal((await heard).text, '说到一半');
});

test('silence, a broken net and unknown troubles are told, and nothing is filled in', async () => {
  assert.match((await speaking((manager) => manager.onStop({ result: '' })).start()).trouble, /没有听清/);
  const table = [[-30004, /没有听清/], [-30003, /网络/], [-30008, /网络/], [-39999, /改为输入/]];
  for (const [retcode, words] of table) {
    const heard = await failing(retcode);
    assert.match(heard.trouble, words);
    assert.deepEqual([heard.text, heard.denied], ['', false]);
  }
});

test('a microphone that is not allowed leads to the settings, one that is broken does not', async () => {
  assert.deepEqual(await failing(-30001, { 'scope.record': false }), { text: '', trouble: '没有麦克风权限，可在设置中打开', denied: true });
  assert.equal((await failing(-30001, { 'scope.record': true })).denied, false);
});

test('without the plugin typing is left', async () => {
  installWx();
  globalThis.requirePlugin = () => {
    throw new Error('not authorised');
  };
  assert.match((await new Listener().start()).trouble, /改为输入/);
});
