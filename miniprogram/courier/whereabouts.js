/**
 * The courier's way while on duty: measured by the phone, sent in the rhythm that the server asks for, and kept while
 * there is no net, so that the day's track is whole in the end. Off duty nothing is measured.
 */

import { asFault } from '../lib/fault.js';
import { newId } from '../lib/ids.js';
import { fixOf, sendPositions } from './services/locate.js';

/** @typedef {import('./services/locate.js').Fix} Fix */

const FIRST_RHYTHM_S = 5;
/** Nearer together they tell nothing new. */
const APART_MS = 5_000;
const MOST_AT_ONCE = 100;
/** Two and a half hours without a net; what is older goes first. */
const MOST_KEPT = 1_800;

export class Whereabouts {
  /** @param {string} owner the courier's account id @param {(point: { lng: number, lat: number }) => void} moved GCJ-02 */
  constructor(owner, moved) {
    this.key = `whereabouts.${owner}`;
    this.moved = moved;
    /** @type {{ device: string, sequence: number, fixes: Fix[] }} */
    this.kept = wx.getStorageSync(this.key) || { device: newId(Date.now()).slice(-16), sequence: 0, fixes: [] };
    this.running = false;
    this.sending = false;
    this.timer = 0;
    this.lastMs = 0;
    this.listener = (/** @type {WechatMiniprogram.OnLocationChangeListenerResult} */ place) => this.note(place, Date.now());
  }

  /**
   * @param {boolean} asks whether the courier expects a question now: going on duty they do, opening the list they do not
   */
  async start(asks) {
    if (this.running || !(asks || (await allowed('scope.userLocation')))) return;
    this.running = true;
    wx.onLocationChange(this.listener);
    try {
      await this.measure(asks || (await allowed('scope.userLocationBackground')));
      this.later(FIRST_RHYTHM_S);
    } catch {
      this.stop(); // the courier works on without; the office sees "last seen"
    }
  }

  /** Behind a locked screen too, where the courier allows that; else while the mini-program is open. @param {boolean} behind */
  async measure(behind) {
    const measuring = behind && (await wx.startLocationUpdateBackground({}).then(() => true, () => false));
    if (!measuring) await wx.startLocationUpdate({});
  }

  /** What was measured is still sent. */
  stop() {
    if (!this.running) return;
    this.running = false;
    clearTimeout(this.timer);
    wx.offLocationChange(this.listener);
    void wx.stopLocationUpdate();
    void this.send();
  }

  /** @param {WechatMiniprogram.OnLocationChangeListenerResult} place @param {number} nowMs */
  note(place, nowMs) {
    if (nowMs - this.lastMs < APART_MS) return;
    this.lastMs = nowMs;
    this.kept.sequence += 1;
    this.kept.fixes = [...this.kept.fixes, fixOf(place, this.kept.sequence, nowMs)].slice(-MOST_KEPT);
    this.save();
    this.moved({ lng: place.longitude, lat: place.latitude });
  }

  /** @param {number} seconds */
  later(seconds) {
    clearTimeout(this.timer);
    if (!this.running) return;
    this.timer = setTimeout(() => void this.send().then((next) => this.later(next)), seconds * 1_000);
  }

  /** The oldest first; what fails for want of a net stays. @returns {Promise<number>} seconds until the next time */
  async send() {
    if (this.sending) return FIRST_RHYTHM_S;
    this.sending = true;
    let next = FIRST_RHYTHM_S;
    try {
      while (this.kept.fixes.length) {
        const batch = this.kept.fixes.slice(0, MOST_AT_ONCE);
        next = await sendPositions(this.kept.device, batch);
        this.forget(batch);
      }
    } catch (error) {
      // What the server refuses as a whole it refuses again; a session that has ended is asked for by the task list.
      if (asFault(error).kind === 'refused' && asFault(error).code === 'INPUT_INVALID') this.forget(this.kept.fixes.slice(0, MOST_AT_ONCE));
    } finally {
      this.sending = false;
    }
    return next;
  }

  /** @param {Fix[]} batch */
  forget(batch) {
    const last = batch[batch.length - 1].sequence;
    this.kept.fixes = this.kept.fixes.filter(({ sequence }) => sequence > last);
    this.save();
  }

  save() {
    wx.setStorageSync(this.key, this.kept);
  }
}

/** @param {'scope.userLocation' | 'scope.userLocationBackground'} scope */
async function allowed(scope) {
  const { authSetting } = await wx.getSetting();
  return Boolean(/** @type {Record<string, boolean | undefined>} */ (authSetting)[scope]);
}
