import { say } from '../../../lib/tell.js';
import { compressed } from '../../../lib/uploads.js';

const PHOTO = { quality: 70, width: 1280 };

/** Photos that are to be sent, a few at most: added one by one, dropped again; tells the page all of them. */
Component({
  options: { styleIsolation: 'apply-shared' },
  properties: { photos: { type: Array, value: /** @type {string[]} */ ([]) }, most: { type: Number, value: 3 }, label: String },

  methods: {
    async add() {
      try {
        const { tempFiles } = await wx.chooseMedia({ count: 1, mediaType: ['image'], sourceType: ['camera', 'album'] });
        const photo = await compressed(tempFiles[0].tempFilePath, PHOTO);
        this.triggerEvent('change', { value: [...this.data.photos, photo] });
      } catch (error) {
        if (!String(/** @type {any} */ (error).errMsg).includes('cancel')) say('没有选到照片，请重试');
      }
    },

    /** @param {WechatMiniprogram.TouchEvent} event */
    drop(event) {
      this.triggerEvent('change', { value: this.data.photos.filter((_, at) => at !== event.currentTarget.dataset.at) });
    },
  },
});
