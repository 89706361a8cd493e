/**
 * What couriers did and the server has not heard of yet, in the order in which it happened. Each entry keeps its request
 * id, so that a reply that was lost makes nothing happen twice. What the server refuses stays, with its reason, and holds
 * up only what comes after it on the same waybill.
 */

import { Fault, asFault } from '../lib/fault.js';
import { newId } from '../lib/ids.js';
import { dropFiles } from './lib/files.js';

/**
 * @typedef {object} Entry
 * @property {string} requestId
 * @property {string} kind
 * @property {string} waybillNo
 * @property {Record<string, any>} data as the sender wants it; scan_id and occurred_at among it for facts
 * @property {import('./lib/files.js').KeptFile[]} files
 * @property {number} occurredAtMs
 * @property {number} holdUntilMs until when it may be taken back
 * @property {'waiting' | 'refused' | 'noted'} state `noted`: taken, but it did not fit the parcel's state
 * @property {string} reason
 * @property {number} failures how often the server had trouble with it
 *
 * @typedef {{ flag?: string | null } | null} Receipt
 * @typedef {(entry: Entry, save: () => void) => Promise<Receipt>} Sender `save` keeps progress
 * @typedef {(entries: Entry[]) => Promise<(Receipt | Fault)[]>} BatchSender one outcome for each entry, in their order
 */

/** Trouble at the server that does not pass must not hold up everything for ever. */
const MOST_FAILURES = 6;
/** Nothing is wrong with the entry: the courier has to sign in again. */
const SIGN_IN = ['SESSION_INVALID', 'LOGIN_REQUIRED', 'STAFF_PHONE_REQUIRED', 'LOGIN_CODE_INVALID'];
/** As many scans as the server takes in one request. */
const MOST_AT_ONCE = 100;
/** Of these one a parcel is enough: a second would be the same deed again. */
const ENDINGS = ['sign', 'store', 'fail_delivery', 'refuse', 'pick_up', 'fail_pickup'];

export class Outbox {
  /**
   * @param {string} owner the courier's account id: nobody sends another's deeds
   * @param {Record<string, Sender>} senders by kind
   * @param {() => void} changed
   * @param {Record<string, BatchSender>} [batches] by kind: what goes together in one request instead
   */
  constructor(owner, senders, changed, batches = {}) {
    this.key = `outbox.${owner}`;
    this.senders = senders;
    this.changed = changed;
    this.batches = batches;
    /** @type {Entry[]} */
    this.entries = wx.getStorageSync(this.key) || [];
    /** @type {Promise<void> | null} */
    this.replaying = null;
  }

  /**
   * @param {{ kind: string, waybillNo: string, data: Record<string, any>, files?: Entry['files'], holdMs?: number }} deed
   * @returns {Entry | null} null when the parcel has such an ending waiting already
   */
  add({ kind, waybillNo, data, files = [], holdMs = 0 }) {
    const ends = ENDINGS.includes(kind);
    if (ends && this.of(waybillNo).some((each) => ENDINGS.includes(each.kind) && each.state === 'waiting')) return null;
    const nowMs = Date.now();
    /** @type {Entry} */
    const entry = {
      requestId: newId(nowMs),
      kind,
      waybillNo,
      data,
      files,
      occurredAtMs: nowMs,
      holdUntilMs: nowMs + holdMs,
      state: 'waiting',
      reason: '',
      failures: 0,
    };
    this.entries = [...this.entries, entry];
    this.save();
    return entry;
  }

  /** @param {string} waybillNo */
  of(waybillNo) {
    return this.entries.filter((each) => each.waybillNo === waybillNo);
  }

  /** Take an entry out, sent or not; its pictures go with it. @param {string} requestId */
  remove(requestId) {
    const gone = this.entries.filter((each) => each.requestId === requestId);
    this.entries = this.entries.filter((each) => each.requestId !== requestId);
    this.save();
    void dropFiles(gone.flatMap((each) => each.files));
  }

  /** Try a refused entry again, as a new request: the first one's reply is remembered. @param {string} requestId */
  retry(requestId) {
    for (const entry of this.entries.filter((each) => each.requestId === requestId)) {
      Object.assign(entry, { state: 'waiting', reason: '', failures: 0, requestId: newId(Date.now()) });
    }
    this.save();
  }

  /** Send what can be sent, one after the other; calls meanwhile join in. @returns {Promise<void>} */
  replay() {
    this.replaying ||= this.sendAll().finally(() => {
      this.replaying = null;
    });
    return this.replaying;
  }

  async sendAll() {
    for (let due = this.due(); due.length; due = this.due()) {
      if (!(await this.sent(due))) return;
    }
  }

  /** The oldest that may be sent, and those right behind it that travel in the same request. @returns {Entry[]} */
  due() {
    const nowMs = Date.now();
    const free = this.entries.filter((each, at) => each.state === 'waiting' && !this.heldUp(each, at));
    const [first] = free;
    const most = first && this.batches[first.kind] ? MOST_AT_ONCE : 1;
    const end = free.findIndex((each) => each.kind !== first.kind || each.holdUntilMs > nowMs);
    return free.slice(0, end < 0 ? most : Math.min(end, most));
  }

  /** Whether something on the same waybill, done before, is unsettled. @param {Entry} entry @param {number} at its place */
  heldUp(entry, at) {
    return this.entries.slice(0, at).some((before) => before.waybillNo === entry.waybillNo && before.state === 'refused');
  }

  /** @param {Entry[]} due @returns {Promise<boolean>} whether the next ones may be tried */
  async sent(due) {
    const outcomes = await this.told(due).catch((error) => due.map(() => asFault(error)));
    return due.map((entry, at) => this.taken(entry, outcomes[at])).every(Boolean);
  }

  /** @param {Entry[]} due @returns {Promise<(Receipt | Fault)[]>} */
  async told(due) {
    const [{ kind }] = due;
    const together = this.batches[kind];
    return together ? together(due) : [await this.senders[kind](due[0], () => this.save())];
  }

  /** @param {Entry} entry @param {Receipt | Fault} outcome @returns {boolean} whether the next one may be tried */
  taken(entry, outcome) {
    if (outcome instanceof Fault) return this.failed(entry, outcome);
    if (outcome?.flag) this.settle(entry, 'noted', '已记录；与包裹当时的状态不符，由网点核实');
    else this.remove(entry.requestId);
    return true;
  }

  /** @param {Entry} entry @param {Fault} fault */
  failed(entry, fault) {
    if (fault.kind === 'network' || SIGN_IN.includes(fault.code)) return false;
    entry.failures += fault.passing ? 1 : MOST_FAILURES;
    if (entry.failures < MOST_FAILURES) {
      this.save();
      return false;
    }
    this.settle(entry, 'refused', fault.message);
    return true;
  }

  /** @param {Entry} entry @param {'refused' | 'noted'} state @param {string} reason */
  settle(entry, state, reason) {
    Object.assign(entry, { state, reason });
    this.save();
  }

  save() {
    wx.setStorageSync(this.key, this.entries);
    this.changed();
  }
}
