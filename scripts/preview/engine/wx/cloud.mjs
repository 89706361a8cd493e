/** Cloud functions: each call goes to the Lambda Invoke API, with what WeChat's platform adds to it. */

import { api, ApiFailure, wanted } from './api.mjs';

const TIMEOUT_MS = 60_000;
const LARGEST = 1024 * 1024;

/** @param {any} phone */
export function cloud(phone) {
  let begun = false;
  return {
    cloud: {
      init: () => void (begun = true),
      callFunction: api('cloud.callFunction', (options) => {
        if (!begun) throw new ApiFailure("Error: Cloud API isn't enabled, please call wx.cloud.init first");
        wanted(options, { name: 'string' });
        return called(phone, options.name, options.data ?? {});
      }),
    },
  };
}

/** @param {any} phone @param {string} name @param {any} data */
async function called(phone, name, data) {
  if (phone.network.type === 'none') throw new ApiFailure('Error: errCode: -404011 | errMsg: request:fail', { errCode: -404011 });
  await phone.network.wait();
  const { openid } = phone.settings;
  // The platform writes who calls into the event as well; whoever believes it believes what anybody can send.
  const body = JSON.stringify({ ...data, userInfo: { appId: 'touristappid', openId: openid } });
  if (body.length > LARGEST) throw new ApiFailure('Error: errCode: -501001 | errMsg: data exceed max size', { errCode: -501001 });
  const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body, signal: AbortSignal.timeout(TIMEOUT_MS) };
  const reply = await fetch(`_cloud/${encodeURIComponent(name)}`, init).catch(() => null);
  if (!reply) throw new ApiFailure('Error: errCode: -404011 | errMsg: request:fail', { errCode: -404011 });
  if (reply.status === 404) throw new ApiFailure('Error: errCode: -501000 | errMsg: [100003] env not exists', { errCode: -501000 });
  if (Number(reply.headers.get('x-preview-status')) === 404) {
    throw new ApiFailure('Error: errCode: -501000 | errMsg: FunctionName parameter could not be found', { errCode: -501000 });
  }
  const result = await reply.json().catch(() => null);
  if (result?.errorMessage !== undefined) throw new ApiFailure('Error: errCode: -504002 | errMsg: functions execute fail', { errCode: -504002 });
  return { result, requestID: crypto.randomUUID() };
}
