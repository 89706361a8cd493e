import { storeBindingsBehavior } from 'mobx-miniprogram-bindings';
import { forgetAll } from '../../cache.js';
import { asFault } from '../../lib/fault.js';
import { newId } from '../../lib/ids.js';
import { askOf, measureProblems, orderOf, orderProblems, problemsIn } from '../../lib/order_form.js';
import { partyView } from '../../lib/party.js';
import { doubtText } from '../../lib/reading.js';
import { confirmed, say } from '../../lib/tell.js';
import { TERMS, placeOrder } from '../../services/create_order.js';
import { defaultParty } from '../../services/address_book.js';
import { lastAccount } from '../../services/login.js';
import { acceptSubscriptions, askToSubscribe } from '../../services/notify.js';
import { PRODUCTS, checkService, quotePrice } from '../../services/quote.js';
import { draftStore } from '../../stores/draft.js';

const TYPING_MS = 400;
/** The price on the screen is asked anew when it could run out while the order travels. */
const SPARE_MS = 60_000;
/** The server's own word that what it was asked before counts: the order may have been placed already. */
const MAYBE_PLACED = 'REQUEST_ID_REUSED';

Page({
  behaviors: [storeBindingsBehavior],
  storeBindings: { store: draftStore, fields: { draft: 'draft' }, actions: [] },

  data: {
    products: PRODUCTS,
    terms: TERMS,
    consignor: cardOf('consignor'),
    consignee: cardOf('consignee'),
    /** What keeps an end from being served. @type {Record<string, string>} */
    ends: {},
    /** @type {Record<string, string>} */
    surcharges: {},
    /** Where the courier is to come. @type {{ adcode: string, location: import('../../lib/coordinates.js').Point | null } | null} */
    pickupPlace: null,
    /** @type {Awaited<ReturnType<typeof quotePrice>> | null} */
    quote: null,
    pricing: false,
    priceProblem: '',
    linesOpen: false,
    placing: false,
    /** @type {Record<string, string>} */
    problems: {},
  },

  timer: 0,
  asked: '',
  checked: '',
  /** Where the checked addresses lie: the price and the order go to the outlet that was found there. @type {Record<string, import('../../lib/coordinates.js').Point | null>} */
  points: {},

  onLoad() {
    void this.fillSender();
  },

  /** Who comes back most likely sends from the same place; without the net the form is as empty as it was. */
  async fillSender() {
    const untouched = () => !partyView(draftStore.draft.consignor).who && !draftStore.draft.consignor.address;
    if (!untouched() || !lastAccount('customer')) return;
    const party = await defaultParty().catch(() => null);
    if (!party || !untouched()) return;
    this.change({ consignor: party });
    this.showParties();
    void this.check();
  },

  onShow() {
    this.showParties();
    void this.check();
    this.repriceSoon(0);
  },

  onHide() {
    clearTimeout(this.timer);
  },

  onShareAppMessage() {
    return { title: '寄快递，上门取件', path: '/pages/send/index' };
  },

  /** @param {WechatMiniprogram.CustomEvent} event */
  typed(event) {
    const { field } = event.currentTarget.dataset;
    this.change({ [field]: event.detail.value });
  },

  /** @param {WechatMiniprogram.CustomEvent} event from a part of the form */
  changed(event) {
    this.change({ [event.detail.field]: event.detail.value });
  },

  /** @param {Partial<import('../../stores/draft.js').Draft>} patch */
  change(patch) {
    draftStore.change(patch);
    const [field] = Object.keys(patch);
    const told = ['length', 'width', 'height'].includes(field) ? 'size' : field;
    const problem = this.data.problems[told] ? orderProblems(draftStore.draft)[told] || '' : '';
    const now = measureProblems(draftStore.draft)[told] || problem;
    if (now !== (this.data.problems[told] || '')) this.setData({ [`problems.${told}`]: now });
    this.repriceSoon(TYPING_MS);
  },

  showParties() {
    const [consignor, consignee] = [cardOf('consignor'), cardOf('consignee')];
    const { problems } = this.data;
    const told = { consignor: consignor.complete ? '' : problems.consignor, consignee: consignee.complete ? '' : problems.consignee };
    this.setData({ consignor, consignee, problems: { ...problems, ...told } });
    this.showPickupPlace();
  },

  showPickupPlace() {
    const { adcode, location } = this.located('consignor');
    const { pickupPlace } = this.data;
    const same = pickupPlace?.adcode === adcode && JSON.stringify(pickupPlace.location) === JSON.stringify(location);
    if (!same) this.setData({ pickupPlace: { adcode, location } });
  },

  /** Whether both ends are served is known before anything else is filled in; without an answer the price tells. */
  async check() {
    const { consignor, consignee } = draftStore.draft;
    const both = consignor.adcode && consignee.adcode;
    const key = both ? JSON.stringify([consignor, consignee].map(placeOf)) : '';
    if (key === this.checked) return;
    this.checked = key;
    this.points = {};
    this.setData({ ends: {}, surcharges: {}, products: PRODUCTS });
    if (!both) return;
    try {
      const { points, ...view } = await checkService(consignor, consignee);
      if (key !== this.checked) return;
      this.points = points;
      this.setData(view);
      this.showPickupPlace();
      this.repriceSoon(0);
    } catch {
      this.checked = '';
    }
  },

  /** @param {WechatMiniprogram.TouchEvent} event */
  editParty(event) {
    void wx.navigateTo({ url: `/more/pages/party/index?side=${event.currentTarget.dataset.side}` });
  },

  /** @param {WechatMiniprogram.TouchEvent} event */
  openBook(event) {
    void wx.navigateTo({ url: `/more/pages/address_book/index?side=${event.currentTarget.dataset.side}` });
  },

  swapParties() {
    const { consignor, consignee, readings } = draftStore.draft;
    this.change({ consignor: consignee, consignee: consignor, readings: { consignor: readings.consignee, consignee: readings.consignor } });
    this.showParties();
    void this.check();
  },

  openLines() {
    this.setData({ linesOpen: !this.data.linesOpen });
  },

  /** @param {WechatMiniprogram.TouchEvent} event */
  read(event) {
    void wx.navigateTo({ url: `/more/pages/document/index?name=${event.currentTarget.dataset.name}` });
  },

  /** @param {'consignor' | 'consignee'} side the party at the point that is known of it */
  located(side) {
    const party = draftStore.draft[side];
    return { ...party, location: party.location || this.points[side] || null };
  },

  /** @param {number} afterMs */
  repriceSoon(afterMs) {
    const ask = askOf(draftStore.draft);
    const key = ask ? JSON.stringify([ask, this.located('consignor'), this.located('consignee')].map(withoutWords)) : '';
    const running = this.data.quote && this.data.quote.expiresAtMs - SPARE_MS > Date.now();
    if (key === this.asked && (running || !ask)) return;
    clearTimeout(this.timer);
    this.asked = key;
    this.setData({ pricing: Boolean(ask), priceProblem: '', ...(ask ? {} : { quote: null }) });
    if (ask) this.timer = setTimeout(() => void this.reprice(key, ask), afterMs);
  },

  /** @param {string} key what was asked: an answer to an older question is not shown @param {import('../../services/quote.js').Ask} ask */
  async reprice(key, ask) {
    try {
      const quote = await quotePrice(ask, this.located('consignor'), this.located('consignee'));
      if (key === this.asked) this.setData({ quote, pricing: false, priceProblem: '' });
    } catch (error) {
      if (key !== this.asked) return;
      this.asked = '';
      const { message, code, details } = asFault(error);
      const unserved = code === 'NOT_SERVED';
      const ends = unserved ? { [details.end === 'pickup' ? 'consignor' : 'consignee']: message } : {};
      this.setData({ quote: null, pricing: false, priceProblem: unserved ? '有地址不在服务范围内' : message, ends: { ...this.data.ends, ...ends } });
    }
  },

  /** The one tap: subscriptions are asked within it, as WeChat wants, and then the order goes. */
  async place() {
    if (this.data.placing) return;
    const problems = orderProblems(draftStore.draft);
    this.setData({ problems });
    const first = Object.values(problems)[0];
    if (first) {
      void wx.pageScrollTo({ selector: '.problem', offsetTop: -120, duration: 200 });
      return say(first);
    }
    if (!this.data.quote) {
      this.repriceSoon(0);
      return say(this.data.priceProblem || '正在计算运费，请稍候');
    }
    const seen = this.data.quote.total;
    this.setData({ placing: true });
    // Who pays before may owe more after the weighing, and has to hear of it.
    const allowed = await askToSubscribe(draftStore.draft.terms === 'prepaid' ? 'prepaying' : 'placing');
    try {
      const quote = await this.agreed(seen);
      if (quote) await this.send(quote.id, allowed);
    } catch (error) {
      await this.notPlaced(asFault(error));
    } finally {
      this.setData({ placing: false });
    }
  },

  /** The price as it is now; nobody pays another one than they have seen. @param {string} seen yuan */
  async agreed(seen) {
    const ask = askOf(draftStore.draft);
    if (this.data.pricing && ask) {
      clearTimeout(this.timer);
      await this.reprice(this.asked, ask);
    }
    const { quote, priceProblem } = this.data;
    if (!quote) say(priceProblem);
    const same = !quote || quote.total === seen;
    return same || (await confirmed('运费有变化', `现在是 ¥${quote.total}，要下单吗？`, { confirmText: '下单' })) ? quote : null;
  },

  /** @param {string} quoteId @param {string[]} allowed */
  async send(quoteId, allowed) {
    const { draft } = draftStore;
    const order = orderOf(draft, quoteId, { consignor: this.located('consignor'), consignee: this.located('consignee') });
    const { waybillNo, unpaid } = await placeOrder(order, draft.requestId);
    draftStore.placed();
    this.asked = '';
    this.setData({ quote: null, problems: {} });
    forgetAll('customer.orders');
    // Messages are an extra: the order stands whether this arrives or not.
    acceptSubscriptions(allowed).catch(() => {});
    const next = unpaid ? '/more/pages/payment/index' : '/pages/parcel/index';
    await wx.navigateTo({ url: `${next}?waybill_no=${waybillNo}&placed=1` });
  },

  /** @param {import('../../lib/fault.js').Fault} fault */
  async notPlaced(fault) {
    if (fault.code === MAYBE_PLACED) {
      draftStore.change({ requestId: newId(Date.now()) });
      if (await confirmed('订单可能已提交', '刚才的提交可能已经成功，请先到订单里看一看', { confirmText: '去看看' })) {
        await wx.switchTab({ url: '/pages/orders/index' });
      }
      return;
    }
    // A refused order was not made: the next try is another one. After a broken call it is the same one again.
    if (fault.kind === 'refused') draftStore.change({ requestId: newId(Date.now()) });
    if (fault.code.startsWith('QUOTE_')) {
      this.asked = '';
      this.repriceSoon(0);
      return say('价格有更新，请确认后再下单');
    }
    const problems = problemsIn(fault);
    this.setData({ problems });
    say(Object.values(problems)[0] || fault.message);
  },

  /** The price again, after it could not be had. */
  retryPrice() {
    this.repriceSoon(0);
  },
});

/** @param {'consignor' | 'consignee'} side */
function cardOf(side) {
  const { draft } = draftStore;
  return { ...partyView(draft[side]), doubt: doubtText(draft.readings[side], draft[side]) };
}

/** Where a party is. @param {import('../../lib/party.js').Party} party */
function placeOf({ adcode, address, location }) {
  return [adcode, location || address];
}

/** A name or a phone does not change the price. @param {any} part */
function withoutWords(part) {
  return 'adcode' in part ? [part.adcode, part.location] : part;
}
