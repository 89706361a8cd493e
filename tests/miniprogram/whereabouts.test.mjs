import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Whereabouts } from '../../miniprogram/courier/whereabouts.js';
import { installWx, ok, refused, signedIn } from './support/fake_wx.mjs';

const AT = Date.parse('2026-03-09T01:00:00Z');
const place = (north = 0, more = {}) => ({ latitude: 23.1318 + north, longitude: 113.3233, accuracy: 12.4, speed: 3.26, ...more });
const taken = (nextS = 10) => ok({ accepted: 1, repeated: 0, refused: [], next_s: nextS });

/** A phone whose owner has said yes or no to being located, and what it was asked to measure. */
function phone({ answers = [], allowed = [], denies = [] } = {}) {
  const asked = [];
  let listener = null;
  const may = (name, scope) => async () => {
    asked.push(name);
    if (denies.includes(scope)) throw { errMsg: `${name}:fail auth deny` };
  };
  const fake = installWx({
    answers,
    platform: {
      getSetting: async () => ({ authSetting: Object.fromEntries(allowed.map((scope) => [scope, true])) }),
      startLocationUpdate: may('foreground', 'scope.userLocation'),
      startLocationUpdateBackground: may('background', 'scope.userLocationBackground'),
      stopLocationUpdate: async () => void asked.push('stop'),
      onLocationChange: (given) => void (listener = given),
      offLocationChange: () => void (listener = null),
    },
  });
  signedIn(fake, 'courier');
  return { fake, asked, hears: () => Boolean(listener) };
}

test('fixes are numbered, five seconds apart, and told in the coordinates they were measured in', async () => {
  const { fake } = phone({ answers: [taken(7)] });
  const seen = [];
  const way = new Whereabouts('C1', (point) => seen.push(point));
  way.note(place(), AT);
  way.note(place(0.001), AT + 4_000);
  way.note(place(0.002, { speed: -1, accuracy: 0 }), AT + 5_000);
  assert.equal(await way.send(), 7, 'the server sets the rhythm');
  const { device, fixes } = fake.requests[0].data;
  assert.match(device, /^[0-9A-Z]{16}$/);
  assert.deepEqual(fixes, [
    { sequence: 1, at: '2026-03-09T01:00:00.000Z', lng: 113.3233, lat: 23.1318, coordinates: 'gcj02', accuracy_m: 12, speed_mps: 3.3 },
    { sequence: 2, at: '2026-03-09T01:00:05.000Z', lng: 113.3233, lat: 23.1338, coordinates: 'gcj02' },
  ]);
  assert.equal(seen.length, 2);
});

test('without a net the way is kept over a restart and told in order once the net is back', async () => {
  const { fake } = phone({ answers: [{ fail: 'timeout' }, taken(), taken()] });
  const before = new Whereabouts('C1', () => {});
  for (let minute = 0; minute < 150; minute += 1) before.note(place(minute / 1e4), AT + minute * 60_000);
  await before.send();
  const after = new Whereabouts('C1', () => {});
  await after.send();
  const sent = fake.requests.slice(1).map(({ data }) => data.fixes.map(({ sequence }) => sequence));
  assert.deepEqual(sent.map((each) => each.length), [100, 50], 'a hundred at once, as the server takes them');
  assert.deepEqual(sent.flat(), Array.from({ length: 150 }, (_, at) => at + 1));
  assert.equal(after.kept.fixes.length, 0);
  assert.equal(new Whereabouts('C1', () => {}).kept.sequence, 150, 'the count goes on');
});

test('what is refused as a whole does not hold up what comes after it, and a lost session loses nothing', async () => {
  const { fake } = phone({ answers: [refused(422, 'INPUT_INVALID'), refused(403, 'ROLE_FORBIDDEN')] });
  const way = new Whereabouts('C1', () => {});
  way.note(place(), AT);
  await way.send();
  assert.equal(way.kept.fixes.length, 0);
  way.note(place(), AT + 60_000);
  await way.send();
  assert.equal(way.kept.fixes.length, 1);
  assert.equal(fake.requests.length, 2);
});

test('a phone that is long without a net keeps the newest of its way', () => {
  phone();
  const way = new Whereabouts('C1', () => {});
  for (let at = 0; at < 1_900; at += 1) way.note(place(), AT + at * 5_000);
  assert.equal(way.kept.fixes.length, 1_800);
  assert.equal(way.kept.fixes.at(-1).sequence, 1_900);
});

test('opening the list asks nothing; going on duty does, and whoever refuses the background is measured in front', async () => {
  const stranger = phone();
  await new Whereabouts('C1', () => {}).start(false);
  assert.deepEqual(stranger.asked, []);
  const shy = phone({ denies: ['scope.userLocationBackground'] });
  const way = new Whereabouts('C1', () => {});
  await way.start(true);
  assert.deepEqual(shy.asked, ['background', 'foreground']);
  assert.equal(shy.hears(), true);
  way.stop();
  assert.deepEqual(shy.asked, ['background', 'foreground', 'stop']);
  assert.equal(shy.hears(), false, 'off duty nobody measures');
});

test('a courier who refuses every place works on without', async () => {
  const { hears } = phone({ denies: ['scope.userLocationBackground', 'scope.userLocation'] });
  const way = new Whereabouts('C1', () => {});
  await way.start(true);
  assert.deepEqual([way.running, hears()], [false, false]);
});
