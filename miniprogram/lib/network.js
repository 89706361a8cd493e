/** The net as people feel it: there, weak or gone. WeChat is asked once for the whole app. */

const WEAK = ['2g'];
const TEXTS = { none: '网络已断开，已填写的内容不会丢失', weak: '网络较慢，请耐心等待', well: '' };

/** @type {'none' | 'weak' | 'well'} */
let state = 'well';
/** @type {Set<(text: string) => void>} */
const watchers = new Set();
let listening = false;

export function networkText() {
  return TEXTS[state];
}

/** @param {(text: string) => void} tell now and whenever it changes @returns {() => void} ends it */
export function watchNetwork(tell) {
  listen();
  watchers.add(tell);
  tell(networkText());
  return () => watchers.delete(tell);
}

function listen() {
  if (listening) return;
  listening = true;
  wx.getNetworkType({ success: ({ networkType }) => become(stateOf(networkType)) });
  wx.onNetworkStatusChange(({ isConnected, networkType }) => become(isConnected ? stateOf(networkType) : 'none'));
  wx.onNetworkWeakChange(({ weakNet, networkType }) => become(weakNet ? 'weak' : stateOf(networkType)));
}

/** @param {string} type */
function stateOf(type) {
  if (type === 'none') return 'none';
  return WEAK.includes(type) ? 'weak' : 'well';
}

/** @param {'none' | 'weak' | 'well'} next */
function become(next) {
  if (next === state) return;
  state = next;
  for (const tell of watchers) tell(networkText());
}
