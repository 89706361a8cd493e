/**
 * What differs between deployments. `transport` is 'request' (wx.request to `origins`) or 'cloud' (wx.cloud.callFunction
 * in `cloudEnv`); the origin follows the version that WeChat runs. Every origin must be on the domain list of the account.
 */
export const config = {
  /** @type {'request' | 'cloud'} */
  transport: 'request',
  origins: {
    develop: 'http://127.0.0.1:3000',
    trial: 'https://staging.example.com',
    release: 'https://api.example.com',
  },
  cloudEnv: '',
  waybillPrefix: 'WB',
  servicePhone: '400-000-0000',
  /**
   * What a customer may subscribe to when an order is placed, the backend's name and the id in the account's console;
   * WeChat shows at most three at once everywhere.
   */
  templates: [
    { name: 'tmpl_courier_assigned', id: 'tmpl_courier_assigned' },
    { name: 'tmpl_out_for_delivery', id: 'tmpl_out_for_delivery' },
    { name: 'tmpl_signed', id: 'tmpl_signed' },
  ],
};
