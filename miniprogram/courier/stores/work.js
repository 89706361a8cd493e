/** The courier's day: who they are, their tasks as last heard, and what they did that is still to be sent. */

import { observable, runInAction } from 'mobx-miniprogram';
import { freshened } from '../../cache.js';
import { toWgs84 } from '../../lib/coordinates.js';
import { spoken } from '../../lib/moments.js';
import { LOADING, failed, ready } from '../../lib/screen.js';
import { spaced } from '../../lib/waybill.js';
import { lastAccount, signInAs, signInByCode } from '../../services/login.js';
import { DEEDS, sentBy } from '../deeds.js';
import { Outbox } from '../outbox.js';
import { Whereabouts } from '../whereabouts.js';
import { dutyView, fetchTasks, inOrder, setDuty, taskView } from '../services/dispatch_match.js';
import { fetchTour, planTour, tourView } from '../services/plan_route.js';

const RETRY_MS = 20_000;
/** Parcels are scanned one after the other: they wait a moment for one another. */
const GATHER_MS = 3_000;
const HERE_GOOD_FOR_MS = 5 * 60_000;

/** @typedef {import('../../services/login.js').As} As */

export const work = observable(
  {
    /** @type {{ id: string, name: string, phone: string } | null} */
    account: null,
    /** @type {import('../../lib/screen.js').Screen} */
    screen: LOADING,
    /** @type {{ on_duty_until?: string, tasks: any[] }} the reply as it came */
    reply: { tasks: [] },
    /** @type {import('../outbox.js').Entry[]} */
    entries: [],
    /** @type {{ lng: number, lat: number } | null} WGS-84 */
    here: null,
    /** @type {import('../services/plan_route.js').Tour | null} */
    tour: null,

    get tasks() {
      const nowMs = Date.now();
      const over = new Set(this.entries.filter((each) => each.state === 'waiting' && DEEDS[each.kind].ends).map((each) => each.waybillNo));
      const accepted = new Set(this.entries.filter((each) => each.kind === 'accept').map((each) => each.waybillNo));
      const open = this.reply.tasks.filter((each) => !over.has(each.waybill_no));
      const views = open.map((each) => taskView(handedOver(each, this.entries), nowMs, this.here));
      const shown = views.map((each) => (accepted.has(each.waybillNo) ? { ...each, accepted: true } : each));
      return onTour(inOrder(shown), this.tour);
    },

    /** What a label may be printed for, no more of it than a list of labels shows. */
    get labels() {
      return /** @type {any} */ (this).tasks.map((/** @type {any} */ each) => ({ waybillNo: each.waybillNo, number: each.number, goods: each.goods }));
    },

    get duty() {
      return dutyView(this.reply.on_duty_until, Date.now());
    },

    get unsent() {
      return this.entries.filter((each) => each.state === 'waiting').length;
    },

    get refused() {
      return this.entries.length - this.unsent;
    },

    get outboxView() {
      return this.entries.map((each) => ({
        requestId: each.requestId,
        label: DEEDS[each.kind].label,
        number: spaced(each.waybillNo),
        at: spoken(each.occurredAtMs, Date.now()),
        state: each.state,
        reason: each.reason,
      }));
    },
  },
  {},
  { deep: false },
);

/** A task with the pieces that were signed for and not sent yet. @param {any} task @param {import('../outbox.js').Entry[]} entries */
function handedOver(task, entries) {
  const mine = entries.filter((each) => each.kind === 'sign_partly' && each.waybillNo === task.waybill_no && each.state === 'waiting');
  return mine.length ? { ...task, signed_pieces: [...(task.signed_pieces || []), ...mine.flatMap((each) => each.data.pieces)] } : task;
}

/**
 * The stops of the tour in its order; what it does not know stays as urgent and as near as it is, before all others
 * when its time runs out and behind them when not.
 * @template {{ waybillNo: string, hurry: string }} T
 * @param {T[]} tasks @param {import('../services/plan_route.js').Tour | null} tour
 */
function onTour(tasks, tour) {
  const shown = tasks.map((each) => ({ ...each, stop: tour?.stops[each.waybillNo] || null }));
  if (!tour) return shown;
  const rank = (/** @type {typeof shown[0]} */ each) => each.stop?.place ?? (each.hurry ? 0 : Infinity);
  return shown.sort((one, other) => (rank(one) === rank(other) ? 0 : rank(one) - rank(other)));
}

/** @type {Outbox | null} */
let outbox = null;
/** @type {Whereabouts | null} */
let whereabouts = null;
let timer = 0;
let hereAtMs = 0;
let watching = false;

/** The account of this phone, without the net when it is known. @param {string} [phoneCode] needed the first time */
export async function enter(phoneCode) {
  const account = (!phoneCode && lastAccount('courier')) || (await signInAs('courier', phoneCode));
  become(account);
}

/** @param {string} phone @param {string} code */
export async function enterByCode(phone, code) {
  become(await signInByCode(phone, code));
}

/** @param {{ id: string, name: string, phone: string }} account */
function become(account) {
  if (work.account?.id === account.id && outbox) return;
  const opened = new Outbox(
    account.id,
    sentBy('send'),
    () => runInAction(() => (work.entries = [...opened.entries])),
    sentBy('sendMany'),
  );
  outbox = opened;
  whereabouts = new Whereabouts(account.id, stands);
  runInAction(() => {
    work.account = account;
    work.entries = [...opened.entries];
    work.reply = { tasks: [] };
    work.tour = null;
    work.screen = LOADING;
  });
  if (watching) return;
  watching = true;
  wx.onNetworkStatusChange(({ isConnected }) => {
    if (isConnected) void sendAgain();
  });
}

/** Somebody else takes the phone: what waits stays for its own courier. */
export function leave() {
  clearTimeout(timer);
  whereabouts?.stop();
  whereabouts = outbox = null;
  runInAction(() => {
    work.account = null;
    work.entries = [];
    work.reply = { tasks: [] };
    work.tour = null;
  });
}

/** Hear of the tasks anew; without the net the last ones stay. */
export async function refresh() {
  const owner = work.account?.id;
  try {
    await freshened(`courier.tasks.${owner}`, fetchTasks, (kept) => {
      if (work.account?.id !== owner) return;
      runInAction(() => {
        work.reply = kept.value;
        work.screen = ready(kept, Date.now());
      });
      void follow(false);
    });
    if (work.tour) await refreshTour();
  } catch (error) {
    runInAction(() => (work.screen = failed(error)));
  }
}

/**
 * Write down what was done and send it when it can be sent.
 * @param {Parameters<Outbox['add']>[0]} deed
 * @returns {import('../outbox.js').Entry | null} null when the parcel has an ending waiting already
 */
export function record(deed) {
  const entry = outbox && outbox.add(deed);
  if (entry) sendLater(waitOf(deed));
  return entry;
}

/** @param {{ kind: string, holdMs?: number }} deed */
function waitOf({ kind, holdMs }) {
  if (holdMs) return holdMs + 50;
  return DEEDS[kind].sendMany ? GATHER_MS : 0;
}

/** @param {string} requestId */
export function takeBack(requestId) {
  outbox?.remove(requestId);
}

/** @param {string} requestId */
export function tryAgain(requestId) {
  outbox?.retry(requestId);
  void sendWaiting();
}

/** Send what waits, and look again later while something does. */
export async function sendWaiting() {
  if (!outbox) return;
  const before = outbox.entries.length;
  await outbox.replay();
  if (outbox && outbox.entries.length < before) await refresh();
  if (work.unsent) sendLater(RETRY_MS);
}

/** What was underway when the net came back may have failed just before. */
async function sendAgain() {
  await sendWaiting();
  if (work.unsent) await sendWaiting();
}

/** @param {number} afterMs */
function sendLater(afterMs) {
  clearTimeout(timer);
  timer = setTimeout(() => void sendWaiting(), afterMs);
}

/** The best order of what is to be done now; new tasks take their place in it by themselves. */
export async function plan() {
  const tour = await planTour();
  runInAction(() => (work.tour = tourView(tour)));
}

/** As the server has it by now; without the net the last one stays. */
export async function refreshTour() {
  const owner = work.account?.id;
  const tour = await fetchTour().catch(() => undefined);
  if (tour !== undefined && work.account?.id === owner) runInAction(() => (work.tour = tourView(tour)));
}

/** @param {string} waybillNo */
export function taskOf(waybillNo) {
  return work.tasks.find((each) => each.waybillNo === waybillNo) || null;
}

/** Where the courier is, as far as the phone tells; asked at most every few minutes. */
export async function locate() {
  if (work.here && Date.now() - hereAtMs < HERE_GOOD_FOR_MS) return work.here;
  const { longitude, latitude } = await wx.getLocation({ type: 'wgs84' });
  hereAtMs = Date.now();
  const here = { lng: Number(longitude.toFixed(6)), lat: Number(latitude.toFixed(6)) };
  runInAction(() => (work.here = here));
  return here;
}

/** Distances for the list, without a question that nobody expects. */
export async function locateIfAllowed() {
  const { authSetting } = await wx.getSetting();
  if (authSetting['scope.userLocation']) await locate().catch(() => {}); // the list does without
}

/** @param {boolean} on @throws a Fault, or WeChat's refusal to tell the place */
export async function switchDuty(on) {
  const until = await setDuty(on, on ? await locate() : undefined);
  runInAction(() => (work.reply = { ...work.reply, on_duty_until: until }));
  await follow(true);
}

/** The phone measures the way as long as the courier is on duty, and not a minute longer. @param {boolean} asks */
async function follow(asks) {
  if (work.duty.on) await whereabouts?.start(asks);
  else whereabouts?.stop();
}

/** @param {{ lng: number, lat: number }} gcj02 */
function stands(gcj02) {
  hereAtMs = Date.now();
  runInAction(() => (work.here = toWgs84(gcj02)));
}
