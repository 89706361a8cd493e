/** A row that takes one photo and shows it small. */
import { say } from '../../../lib/tell.js';
import { photographed } from '../../lib/files.js';

Component({
  properties: {
    photo: { type: String, value: '' },
    label: { type: String, value: '拍照片' },
    again: { type: String, value: '重拍照片' },
  },
  methods: {
    async take() {
      try {
        this.triggerEvent('change', { value: await photographed() });
      } catch (error) {
        if (!String(/** @type {any} */ (error).errMsg).includes('cancel')) say('没有拍到照片，请重试');
      }
    },
  },
});
