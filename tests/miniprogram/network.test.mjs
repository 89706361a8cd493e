/** What the banner says of the net, on every page alike. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { networkText, watchNetwork } from '../../miniprogram/lib/network.js';

test('the net is said to be gone, weak or nothing, to every page that is open', () => {
  let [told, weak] = [(_) => {}, (_) => {}];
  let asked = 0;
  globalThis.wx = {
    getNetworkType: ({ success }) => {
      asked += 1;
      success({ networkType: 'wifi' });
    },
    onNetworkStatusChange: (tell) => (told = tell),
    onNetworkWeakChange: (tell) => (weak = tell),
  };
  const heard = { first: [], second: [] };
  const stop = watchNetwork((text) => heard.first.push(text));
  told({ isConnected: false, networkType: 'none' });
  watchNetwork((text) => heard.second.push(text));
  told({ isConnected: true, networkType: '2g' });
  stop();
  told({ isConnected: true, networkType: '4g' });
  weak({ weakNet: true, networkType: '4g' });
  weak({ weakNet: false, networkType: '4g' });
  const [gone, slow] = ['网络已断开，已填写的内容不会丢失', '网络较慢，请耐心等待'];
  assert.deepEqual(heard, { first: ['', gone, slow], second: [gone, slow, '', slow, ''] });
  assert.deepEqual([networkText(), asked], ['', 1]);
});
