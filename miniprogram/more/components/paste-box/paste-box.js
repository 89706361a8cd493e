/** One box for an address in any form: pasted, spoken or photographed. It tells who was read; what becomes of them is the page's. */

import { asFault } from '../../../lib/fault.js';
import { insertedLength } from '../../../lib/reading.js';
import { Listener } from '../../lib/speech.js';
import { compressed } from '../../../lib/uploads.js';
import { readPhoto, readText } from '../../services/parse_address.js';

const LONGEST = 2_000;
/** So much at once was pasted, not typed: it is read without a tap. */
const PASTED = 8;
const PICTURE = { quality: 80, width: 2_000 };
/** WeChat has one microphone. */
const listener = new Listener();
const NOBODY = '没有认出地址，请补充后再试，或直接在下面填写';

Component({
  options: { styleIsolation: 'apply-shared' },

  properties: { label: { type: String, value: '粘贴整段文字，自动填好姓名、电话和地址' } },

  data: {
    text: '',
    /** @type {'' | 'reading' | 'photo' | 'listening'} */
    doing: '',
    trouble: '',
    denied: false,
  },

  methods: {
    /** @param {WechatMiniprogram.Input} event */
    typed(event) {
      const text = event.detail.value;
      const pasted = insertedLength(this.data.text, text) >= PASTED;
      this.setData({ text, trouble: '', denied: false });
      if (pasted) void this.read();
    },

    clear() {
      this.setData({ text: '', trouble: '', denied: false });
    },

    read() {
      return this.reading('reading', 'paste', this.data.text.trim());
    },

    /** @param {'reading' | 'listening'} doing @param {import('../../services/parse_address.js').Source} source @param {string} text */
    async reading(doing, source, text) {
      if (!text) return this.setData({ trouble: '请先粘贴或输入地址' });
      if (text.length > LONGEST) return this.setData({ trouble: `文字太长，请只保留地址部分（${LONGEST} 字以内）` });
      await this.during(doing, async () => this.tell(await readText(text, source), source));
    },

    async photograph() {
      const picture = await taken();
      if (picture === null) return;
      if (picture === '') return this.setData({ trouble: '没能打开相机或相册，请检查权限，或直接输入', denied: true });
      await this.during('photo', async () => {
        const { people, retake } = await readPhoto(await compressed(picture, PICTURE));
        if (retake) this.setData({ trouble: retake });
        else this.tell(people, 'photo');
      });
    },

    /** The first tap listens, the second ends it. */
    async speak() {
      if (this.data.doing === 'listening') return listener.stop();
      if (this.data.doing) return;
      this.setData({ doing: 'listening', trouble: '', denied: false });
      const { text, trouble, denied } = await listener.start();
      this.setData({ doing: '', trouble, denied, ...(text && { text }) });
      if (text) await this.reading('reading', 'voice', text);
    },

    /** @param {'reading' | 'photo' | 'listening'} doing @param {() => Promise<void>} work */
    async during(doing, work) {
      if (this.data.doing) return;
      this.setData({ doing, trouble: '', denied: false });
      try {
        await work();
      } catch (error) {
        this.setData({ trouble: asFault(error).message });
      } finally {
        this.setData({ doing: '' });
      }
    },

    /** @param {import('../../services/parse_address.js').Person[]} people @param {import('../../services/parse_address.js').Source} source */
    tell(people, source) {
      const found = people.filter((each) => Object.keys(each.patch).length);
      if (!found.length) return this.setData({ trouble: NOBODY });
      this.triggerEvent('people', { people: found, source });
    },

    async openSettings() {
      await wx.openSetting({});
      this.setData({ trouble: '', denied: false });
    },
  },

  lifetimes: {
    detached() {
      if (this.data.doing === 'listening') listener.stop();
    },
  },
});

/** A picture's path; null when it was put away, '' when camera and album are not to be had. */
async function taken() {
  try {
    const { tempFiles } = await wx.chooseMedia({ count: 1, mediaType: ['image'], sourceType: ['camera', 'album'] });
    return tempFiles[0].tempFilePath;
  } catch (error) {
    return String(/** @type {{ errMsg?: string }} */ (error).errMsg).includes('cancel') ? null : '';
  }
}
