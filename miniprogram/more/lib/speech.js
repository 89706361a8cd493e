/** Speech as text, by WeChat's plugin; each way it can fail is told in words, and typing is always left. */

/** @typedef {{ text: string, trouble: string, denied: boolean }} Heard `denied`: the microphone is not allowed */

const LONGEST_MS = 60_000;
/** The plugin's codes, in words. @type {Record<string, string>} */
const TROUBLES = {
  '-30001': '录音没有成功，请检查麦克风',
  '-30002': '录音没有成功，请重试',
  '-30003': '网络不稳定，没能识别，请重试',
  '-30004': '没有听清，请靠近手机再说一遍',
  '-30008': '网络不可用，请改为输入',
  '-30011': '上一段还没有说完',
};

/** The plugin, or null where it is not to be had: it can be missing, switched off or out of quota. */
function plugin() {
  try {
    return requirePlugin('WechatSI').getRecordRecognitionManager();
  } catch {
    return null;
  }
}

export class Listener {
  /** Listen until `stop` or a minute has gone. @returns {Promise<Heard>} */
  start() {
    this.manager = plugin();
    const { manager } = this;
    if (!manager) return Promise.resolve({ text: '', trouble: '语音输入暂不可用，请改为输入', denied: false });
    return new Promise((resolve) => {
      manager.onStart = () => {};
      manager.onRecognize = () => {};
      manager.onStop = ({ result = '' }) => {
        const text = result.trim();
        resolve({ text, trouble: text ? '' : TROUBLES['-30004'], denied: false });
      };
      manager.onError = async ({ retcode = 0 }) => {
        const denied = retcode === -30001 && (await microphoneDenied());
        const trouble = TROUBLES[retcode] || '语音识别出了问题，请改为输入';
        resolve({ text: '', trouble: denied ? '没有麦克风权限，可在设置中打开' : trouble, denied });
      };
      manager.start({ duration: LONGEST_MS, lang: 'zh_CN' });
    });
  }

  stop() {
    this.manager?.stop();
  }
}

async function microphoneDenied() {
  const { authSetting } = await wx.getSetting({});
  return authSetting['scope.record'] === false;
}
