/** Who the phone belongs to: login, phone number, subscriptions. The provider sandbox plays WeChat's part. */

import { dialogue, made, textField } from '../ui/sheet.mjs';
import { api, ApiFailure } from './api.mjs';

const TAP_COUNTS_MS = 1000;
const MOST_TEMPLATES = 5;

/** @param {any} phone @param {string} name @param {any} body */
export async function sandbox(phone, name, body) {
  if (phone.network.type === 'none') throw new ApiFailure('network is unavailable');
  const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  const reply = await fetch(`_sandbox/${name}`, init).catch(() => null);
  if (!reply?.ok || Number(reply.headers.get('x-preview-status') ?? 200) >= 400) throw new ApiFailure('system error: the provider sandbox does not answer', { errno: -1 });
  return reply.json();
}

/** What a button with an open-type does; the event it sends, if any. @param {any} phone @param {string} openType @param {any} button */
export async function openType(phone, openType, button) {
  if (openType === 'getPhoneNumber') return { type: 'getphonenumber', detail: await phoneNumber(phone) };
  if (openType === 'share') await phone.frame.share(button);
  if (openType === 'contact') await dialogue({ title: '客服会话', content: '这里是客服会话', showCancel: false });
  if (openType === 'openSetting') return { type: 'opensetting', detail: { ...(await settings(phone)), errMsg: 'openSetting:ok' } };
  if (openType === 'agreePrivacyAuthorization') return { type: 'agreeprivacyauthorization', detail: {} };
  if (!['getPhoneNumber', 'share', 'contact'].includes(openType)) phone.report(new Error(`<button> has no open-type ${openType} in the preview`));
  return null;
}

/** @param {any} phone */
async function phoneNumber(phone) {
  const field = textField({ value: phone.settings.phoneNumber, placeholder: '手机号', className: 'ui-phone-number' });
  const allowed = await dialogue({ title: '申请使用你的手机号', body: field, confirmText: '允许', cancelText: '不允许' });
  if (!allowed) return { errMsg: 'getPhoneNumber:fail user deny', errno: 103 };
  try {
    const { code } = await sandbox(phone, 'phone-codes', { openid: phone.settings.openid, phone: field.value });
    return { errMsg: 'getPhoneNumber:ok', code };
  } catch (error) {
    return { errMsg: `getPhoneNumber:fail ${/** @type {Error} */ (error).message}` };
  }
}

/** What the user has allowed so far, to be changed. @param {any} phone */
async function settings(phone) {
  const body = made('div', 'ui-choices');
  const boxes = Object.entries(phone.permissions).map(([scope, allowed]) => {
    const label = made('label', '', scope);
    const box = Object.assign(document.createElement('input'), { type: 'checkbox', checked: allowed });
    label.prepend(box);
    body.append(label);
    return { scope, box };
  });
  await dialogue({ title: '设置', content: boxes.length ? '' : '还没有申请过权限', body, showCancel: false, confirmText: '返回' });
  for (const { scope, box } of boxes) phone.permissions[scope] = box.checked;
  return { authSetting: { ...phone.permissions } };
}

/** Refuses what WeChat takes only as the answer to a tap. @param {any} phone */
function tapped(phone) {
  if (performance.now() - phone.tappedAt > TAP_COUNTS_MS) throw new ApiFailure('can only be invoked by user TAP gesture.');
}

/** @param {any} phone @param {{ tmplIds: string[] }} options */
async function subscribe(phone, { tmplIds }) {
  if (!Array.isArray(tmplIds) || !tmplIds.length) throw new ApiFailure("TmplIds can't be empty", { errCode: 10001 });
  if (tmplIds.length > MOST_TEMPLATES) throw new ApiFailure('Templates count out of max bounds', { errCode: 20003 });
  tapped(phone);
  if (phone.network.type === 'none') throw new ApiFailure('request list fail', { errCode: 10002 });
  const body = made('div', 'ui-choices');
  const boxes = tmplIds.map((id) => {
    const label = made('label', '', id);
    const box = Object.assign(document.createElement('input'), { type: 'checkbox', checked: true });
    label.prepend(box);
    body.append(label);
    return box;
  });
  const allowed = await dialogue({ title: '想给你发送以下消息', body, confirmText: '允许', cancelText: '取消' });
  /** @type {Record<string, string>} */
  const answers = {};
  for (const [index, id] of tmplIds.entries()) {
    answers[id] = allowed && boxes[index].checked ? 'accept' : 'reject';
    if (answers[id] === 'accept') await sandbox(phone, 'subscriptions', { openid: phone.settings.openid, template_id: id, count: 1 });
  }
  return answers;
}

/** @param {any} phone */
export function account(phone) {
  return {
    login: api('login', async () => ({ code: (await sandbox(phone, 'login-codes', { openid: phone.settings.openid })).code })),
    checkSession: api('checkSession', () => {}),
    requestSubscribeMessage: api('requestSubscribeMessage', (options) => subscribe(phone, options)),
    getAccountInfoSync: () => ({ miniProgram: { appId: phone.settings.appid ?? 'touristappid', envVersion: 'develop', version: '' }, plugin: {} }),
    getSetting: api('getSetting', ({ withSubscriptions = false }) => ({
      authSetting: { ...phone.permissions },
      ...(withSubscriptions && { subscriptionsSetting: { mainSwitch: true, itemSettings: {} } }),
    })),
    openSetting: api('openSetting', () => {
      tapped(phone);
      return settings(phone);
    }),
    authorize: api('authorize', async ({ scope }) => {
      const purpose = phone.manifest.app.permission?.[scope]?.desc ?? scope;
      phone.permissions[scope] ??= await dialogue({ title: '授权', content: purpose, confirmText: '允许', cancelText: '拒绝' });
      if (!phone.permissions[scope]) throw new ApiFailure('auth deny', { errno: 103 });
    }),
    getPrivacySetting: api('getPrivacySetting', () => ({ needAuthorization: false, privacyContractName: '《用户隐私保护指引》' })),
    openPrivacyContract: api('openPrivacyContract', async () => {
      await dialogue({ title: '用户隐私保护指引', content: '由运营者在小程序后台填写。', showCancel: false });
    }),
  };
}
