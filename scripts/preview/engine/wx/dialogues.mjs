/** Toasts, dialogues and menus. */

import { dialogue, hideToast, list, made, textField, toast } from '../ui/sheet.mjs';
import { api, ApiFailure, wanted } from './api.mjs';

/** @param {any} phone */
export function dialogues(phone) {
  return {
    showToast: api('showToast', (options) => {
      wanted(options, { title: 'string' });
      toast(options.title, { icon: options.icon ?? 'success', duration: options.duration ?? 1500, mask: options.mask });
    }),
    hideToast: api('hideToast', () => hideToast(false)),
    showLoading: api('showLoading', (options) => {
      wanted(options, { title: 'string' });
      toast(options.title, { icon: 'loading', mask: options.mask, loading: true });
    }),
    hideLoading: api('hideLoading', () => hideToast(true)),
    showModal: api('showModal', async (options) => {
      const { editable, placeholderText, content = '', title = '', confirmText = '确定', cancelText = '取消', showCancel = true } = options;
      for (const [name, text] of Object.entries({ confirmText, cancelText })) {
        if (text.length > 4) throw new ApiFailure(`${name} length should not larger than 4 Chinese characters`);
      }
      const field = editable ? textField({ value: content, placeholder: placeholderText ?? '' }) : undefined;
      const confirm = await dialogue({ title, content: editable ? '' : content, body: field, confirmText, cancelText, showCancel });
      return { confirm, cancel: !confirm, content: confirm && field ? field.value : null };
    }),
    showActionSheet: api('showActionSheet', async (options) => {
      wanted(options, { itemList: 'array' });
      if (options.itemList.length > 6) throw new ApiFailure('parameter error: itemList should not be more than 6 items');
      const tapIndex = await list(options.itemList, options.alertText);
      if (tapIndex < 0) throw new ApiFailure('cancel');
      return { tapIndex };
    }),
    previewImage: api('previewImage', async (options) => {
      wanted(options, { urls: 'array' });
      const picture = /** @type {HTMLImageElement} */ (made('img', 'ui-picture'));
      picture.src = phone.files.address(options.current ?? options.urls[0]);
      picture.alt = '';
      await dialogue({ body: picture, showCancel: false, confirmText: '关闭' });
    }),
    hideKeyboard: api('hideKeyboard', () => /** @type {HTMLElement | null} */ (document.activeElement)?.blur()),
  };
}
