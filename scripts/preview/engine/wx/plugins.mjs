/** Plugins that app.json declares: speech recognition, into which the tester types what would have been said. */

import { dialogue, textField } from '../ui/sheet.mjs';

const SPEECH = 'wx069ba97219f66d99';
const TOO_LONG_MS = 60_000;

/** @param {any} phone */
export function plugins(phone) {
  const recogniser = speech();
  return (/** @type {string} */ name) => {
    const declared = phone.manifest.app.plugins?.[name];
    if (!declared) throw new Error(`plugin ${name} is not declared in app.json`);
    if (declared.provider !== SPEECH) throw new Error(`plugin ${name} (${declared.provider}) is not in the preview`);
    return { getRecordRecognitionManager: () => recogniser };
  };
}

function speech() {
  const recogniser = {
    onStart: (/** @type {any} */ _value) => {},
    onRecognize: (/** @type {any} */ _value) => {},
    onStop: (/** @type {any} */ _value) => {},
    onError: (/** @type {any} */ _value) => {},
    running: false,
    async start({ duration = 60_000 } = {}) {
      if (duration > TOO_LONG_MS) return recogniser.onError({ retcode: -30007, msg: 'duration is longer than 60000' });
      if (recogniser.running) return recogniser.onError({ retcode: -30011, msg: 'already running' });
      recogniser.running = true;
      recogniser.onStart({ msg: 'ok' });
      const field = textField({ placeholder: '想说的话', className: 'ui-speech' });
      const spoken = await dialogue({ title: '语音输入（模拟）', body: field, confirmText: '说完了' });
      recogniser.running = false;
      if (!spoken || !field.value) return recogniser.onError({ retcode: -30004, msg: 'no result' });
      recogniser.onRecognize({ result: field.value });
      return recogniser.onStop({ tempFilePath: '', duration: 1000, fileSize: 0, result: field.value });
    },
    stop() {
      if (!recogniser.running) recogniser.onError({ retcode: -30012, msg: 'not running' });
    },
  };
  return recogniser;
}
