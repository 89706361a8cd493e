/** Plugins that app.json declares: speech recognition, into which the tester types what would have been said. */

import { dialogue, made, tappable, textField } from '../ui/sheet.mjs';

const SPEECH = 'wx069ba97219f66d99';
const TOO_LONG_MS = 60_000;
const SCOPE = 'scope.record';
/** What a tester may let go wrong: the plugin's own codes. */
const FAILURES = [
  { retcode: -30001, msg: 'record error', text: '录音失败' },
  { retcode: -30004, msg: 'no result', text: '没有听清' },
  { retcode: -30005, msg: 'server error', text: '服务异常' },
];

/** @param {any} phone */
export function plugins(phone) {
  const recogniser = speech(phone);
  return (/** @type {string} */ name) => {
    const declared = phone.manifest.app.plugins?.[name];
    if (!declared) throw new Error(`plugin ${name} is not declared in app.json`);
    if (declared.provider !== SPEECH) throw new Error(`plugin ${name} (${declared.provider}) is not in the preview`);
    return { getRecordRecognitionManager: () => recogniser };
  };
}

/** @param {any} phone */
function speech(phone) {
  const recogniser = {
    onStart: (/** @type {any} */ _value) => {},
    onRecognize: (/** @type {any} */ _value) => {},
    onStop: (/** @type {any} */ _value) => {},
    onError: (/** @type {any} */ _value) => {},
    running: false,
    async start({ duration = 60_000 } = {}) {
      if (duration > TOO_LONG_MS) return recogniser.onError({ retcode: -30007, msg: 'duration is longer than 60000' });
      if (recogniser.running) return recogniser.onError({ retcode: -30011, msg: 'already running' });
      phone.permissions[SCOPE] ??= await dialogue({ title: '使用你的麦克风', confirmText: '允许', cancelText: '拒绝' });
      if (!phone.permissions[SCOPE]) return recogniser.onError({ retcode: -30001, msg: 'record error' });
      if (phone.network.type === 'none') return recogniser.onError({ retcode: -30008, msg: 'network error' });
      recogniser.running = true;
      recogniser.onStart({ msg: 'ok' });
      const { text, failure } = await listened();
      recogniser.running = false;
      if (failure) return recogniser.onError(failure);
      recogniser.onRecognize({ result: text });
      return recogniser.onStop({ tempFilePath: phone.files.keepTemporary(new Blob([]), '.mp3'), duration: 1000, fileSize: 0, result: text });
    },
    stop() {
      if (!recogniser.running) recogniser.onError({ retcode: -30012, msg: 'not running' });
    },
  };
  return recogniser;
}

/** What the tester types as spoken, or the failure chosen instead. */
async function listened() {
  const field = textField({ placeholder: '想说的话', className: 'ui-speech' });
  /** @type {{ retcode: number, msg: string } | null} */
  let failure = null;
  const body = made('div', '');
  const failures = made('div', 'ui-failures');
  const confirm = () => /** @type {HTMLElement} */ (body.parentElement?.querySelector('.ui-confirm')).click();
  failures.append(...FAILURES.map(({ text, ...told }) => tappable(text, 'ui-failure', () => {
    failure = told;
    confirm();
  })));
  body.append(field, failures);
  const spoken = await dialogue({ title: '语音输入（模拟）', body, confirmText: '说完了' });
  return { text: field.value, failure: failure ?? (spoken && field.value ? null : { retcode: -30004, msg: 'no result' }) };
}
