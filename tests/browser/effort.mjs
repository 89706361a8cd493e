/** What an ordinary delivery costs a practised hand, counted in taps and reckoned in seconds. */

import assert from 'node:assert/strict';
import { takesSignature } from './support/steps.mjs';
import { courierPhone, withPhones, world } from './support/world.mjs';

const MOST_TAPS = 6;
const MOST_S = 30;
/**
 * The keystroke-level model (Card, Moran and Newell, 1980) with its usual figures for a touch screen: a tap is pointing
 * (1.1 s), each new screen or thing to decide costs a thought (1.35 s). Signing and aiming are what people take for it.
 */
const TAP_S = 1.1;
const THOUGHT_S = 1.35;
const THOUGHTS = ['which task', 'the cash', 'who signs', 'the photo', 'is all there'].length;
const SIGNING_S = 5;
const AIMING_S = 3;
/** A real camera asks for the shutter and for "use photo"; the stand-in only for the shutter. */
const MORE_TAPS_OF_A_CAMERA = 1;

withPhones(`a delivery against cash takes at most ${MOST_TAPS} taps and ${MOST_S} s`, async () => {
  const waybillNo = await world.people.delivery(world.customer, world.courier, { cod_fen: 9_950 });
  const courier = await courierPhone();
  const tapsBefore = courier.taps;
  const began = Date.now();
  await takesSignature(courier, waybillNo, { cash: true });
  await courier.tap('确认签收');
  await courier.sees(/已签收/);
  // The phone's own time, with the test's overhead in it: no less than a courier waits.
  const waitingS = (Date.now() - began) / 1_000;
  const taps = courier.taps - tapsBefore + MORE_TAPS_OF_A_CAMERA;
  const seconds = taps * TAP_S + THOUGHTS * THOUGHT_S + SIGNING_S + AIMING_S + waitingS;
  assert.ok(taps <= MOST_TAPS, `${taps} taps`);
  assert.ok(seconds <= MOST_S, `${seconds.toFixed(1)} s, ${waitingS.toFixed(1)} of them waiting`);
});
