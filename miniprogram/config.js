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
   * What a customer may subscribe to, by the moment at which they are asked: the backend's name and the id in the
   * account's console. WeChat shows at most three at once everywhere. Left out is what goes by SMS all the same.
   */
  templates: {
    placing: [
      { name: 'tmpl_courier_assigned', id: 'tmpl_courier_assigned' },
      { name: 'tmpl_pickup_failed', id: 'tmpl_pickup_failed' },
      { name: 'tmpl_signed', id: 'tmpl_signed' },
    ],
    prepaying: [
      { name: 'tmpl_courier_assigned', id: 'tmpl_courier_assigned' },
      { name: 'tmpl_payment', id: 'tmpl_payment' },
      { name: 'tmpl_signed', id: 'tmpl_signed' },
    ],
    waiting: [
      { name: 'tmpl_out_for_delivery', id: 'tmpl_out_for_delivery' },
      { name: 'tmpl_running_late', id: 'tmpl_running_late' },
      { name: 'tmpl_signed', id: 'tmpl_signed' },
    ],
    astray: [
      { name: 'tmpl_running_late', id: 'tmpl_running_late' },
      { name: 'tmpl_returned', id: 'tmpl_returned' },
      { name: 'tmpl_lost', id: 'tmpl_lost' },
    ],
  },
};
