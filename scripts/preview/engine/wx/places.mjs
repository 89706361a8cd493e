/** Places: what must be declared in app.json, and a chooser for the tester. */

import { dialogue, list, made, textField } from '../ui/sheet.mjs';
import { api, ApiFailure, listeners, wanted } from './api.mjs';

/** Invented addresses near real landmarks, GCJ-02. */
export const PLACES = [
  { name: '天河城', address: '广东省广州市天河区天河路208号', latitude: 23.1318, longitude: 113.3233 },
  { name: '珠江新城地铁站', address: '广东省广州市天河区花城大道', latitude: 23.1195, longitude: 113.3211 },
  { name: '琶洲会展中心', address: '广东省广州市海珠区阅江中路380号', latitude: 23.0996, longitude: 113.3586 },
  { name: '深圳北站', address: '广东省深圳市龙华区致远中路', latitude: 22.6098, longitude: 114.0291 },
  { name: '人民广场', address: '上海市黄浦区人民大道', latitude: 31.2304, longitude: 121.4737 },
];

/** @param {any} phone @param {string} name */
function declared(phone, name) {
  if (phone.manifest.app.requiredPrivateInfos?.includes(name)) return;
  throw new ApiFailure('the api need to be declared in the requiredPrivateInfos field in app.json/ext.json', { errno: 112 });
}

/** @param {any} phone @param {string} scope @param {string} question */
async function permitted(phone, scope, question) {
  if (!phone.manifest.app.permission?.[scope]?.desc) throw new ApiFailure(`app.json has no permission ${scope}`);
  if (phone.permissions[scope] === undefined) {
    phone.permissions[scope] = await dialogue({ title: question, content: phone.manifest.app.permission[scope].desc, confirmText: '允许', cancelText: '拒绝' });
  }
  if (!phone.permissions[scope]) throw new ApiFailure('auth deny', { errno: 103 });
}

/** How often a phone tells where it is while it moves. */
const TELLS_MS = 1_000;

/**
 * The phone's way: told every second while it is asked for, as WeChat does in GCJ-02 unless WGS-84 is wanted.
 * @param {any} phone @param {() => Promise<void>} ask
 */
function updates(phone, ask) {
  const moved = listeners();
  let ticker = 0;
  const start = (/** @type {string} */ name, /** @type {() => Promise<void>} */ allowed) =>
    api(name, async () => {
      declared(phone, name);
      await allowed();
      clearInterval(ticker);
      ticker = window.setInterval(() => {
        const { latitude, longitude, speed = 0 } = phone.place;
        moved.send({ latitude, longitude, speed, accuracy: 10, altitude: 0, verticalAccuracy: 0, horizontalAccuracy: 10 });
      }, TELLS_MS);
    });
  const background = async () => {
    await ask();
    if (!phone.manifest.app.requiredBackgroundModes?.includes('location')) throw new ApiFailure('require permission desc');
    await permitted(phone, 'scope.userLocationBackground', '使用小程序期间和离开小程序后使用位置');
  };
  return {
    startLocationUpdate: start('startLocationUpdate', ask),
    startLocationUpdateBackground: start('startLocationUpdateBackground', background),
    stopLocationUpdate: api('stopLocationUpdate', () => clearInterval(ticker)),
    onLocationChange: (/** @type {(place: any) => void} */ listener) => {
      declared(phone, 'onLocationChange');
      moved.on(listener);
    },
    offLocationChange: moved.off,
  };
}

/** @param {any} phone */
export function places(phone) {
  const ask = () => permitted(phone, 'scope.userLocation', '获取你的位置信息');
  return {
    ...updates(phone, ask),
    getLocation: api('getLocation', async () => {
      declared(phone, 'getLocation');
      await ask();
      const { latitude, longitude } = phone.place;
      return { latitude, longitude, speed: -1, accuracy: 30, altitude: 0, verticalAccuracy: 0, horizontalAccuracy: 30 };
    }),
    getFuzzyLocation: api('getFuzzyLocation', async () => {
      declared(phone, 'getFuzzyLocation');
      const { latitude, longitude } = phone.place;
      return { latitude: Math.round(latitude * 100) / 100, longitude: Math.round(longitude * 100) / 100 };
    }),
    chooseLocation: api('chooseLocation', async () => {
      declared(phone, 'chooseLocation');
      await ask();
      const index = await list(PLACES.map(({ name, address }) => `${name} · ${address}`), '选择位置');
      if (index < 0) throw new ApiFailure('cancel');
      phone.place = PLACES[index];
      return PLACES[index];
    }),
    openLocation: api('openLocation', async (options) => {
      wanted(options, { latitude: 'number', longitude: 'number' });
      const { name = '', address = '', latitude, longitude } = options;
      await dialogue({ title: name || '位置', content: `${address}\n${latitude}, ${longitude}`, confirmText: '返回', showCancel: false });
    }),
    chooseAddress: api('chooseAddress', async () => {
      declared(phone, 'chooseAddress');
      const body = made('div', '');
      const [name, phoneNumber, detail] = [['林一', '姓名'], ['19900009999', '手机号'], ['天河路208号', '详细地址']].map(
        ([value, placeholder]) => textField({ value, placeholder }),
      );
      body.append(name, phoneNumber, detail);
      if (!(await dialogue({ title: '选择收货地址', body }))) throw new ApiFailure('cancel');
      return {
        userName: name.value, telNumber: phoneNumber.value, provinceName: '广东省', cityName: '广州市', countyName: '天河区',
        streetName: '', detailInfo: detail.value, detailInfoNew: detail.value, postalCode: '510000', nationalCode: '440106',
      };
    }),
  };
}
