/** WeChat's own pages over the mini-program: paying an order, taking a transfer. The provider sandbox holds the money. */

import { dialogue } from '../ui/sheet.mjs';
import { sandbox } from './account.mjs';
import { api, ApiFailure, wanted } from './api.mjs';

const FIELDS = { timeStamp: 'string', nonceStr: 'string', package: 'string', signType: 'string', paySign: 'string' };

/** @param {any} phone */
export function payment(phone) {
  return {
    requestPayment: api('requestPayment', async (options) => {
      wanted(options, FIELDS);
      if (!options.package.startsWith('prepay_id=')) throw new ApiFailure('jsapi invalid request data');
      const given = Object.fromEntries(Object.keys(FIELDS).map((name) => [name, options[name]]));
      if (!(await dialogue({ title: '微信支付（模拟）', content: options.package, confirmText: '支付' }))) throw new ApiFailure('cancel');
      phone.tappedAt = performance.now();
      await sandbox(phone, 'payments', { openid: phone.settings.openid, ...given });
    }),
    requestMerchantTransfer: api('requestMerchantTransfer', async (options) => {
      wanted(options, { mchId: 'string', package: 'string' });
      if (!(await dialogue({ title: '微信收款（模拟）', content: '商家向你转账，是否收款？', confirmText: '收款' }))) throw new ApiFailure('cancel');
      phone.tappedAt = performance.now();
      await sandbox(phone, 'transfers', { openid: phone.settings.openid, package_info: options.package, action: 'confirm' });
    }),
  };
}
