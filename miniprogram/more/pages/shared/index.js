import { freshened } from '../../../cache.js';
import { asFault } from '../../../lib/fault.js';
import { LOADING, empty, failed, ready } from '../../../lib/screen.js';
import { sharedView, trackShared } from '../../../services/track.js';

/** What somebody who was sent a link may see: the road, and nobody's name or address. */
Page({
  data: {
    screen: LOADING,
    /** @type {ReturnType<typeof sharedView> | null} */
    road: null,
  },

  token: '',

  /** @param {{ token?: string }} query */
  onLoad({ token = '' }) {
    this.token = token;
  },

  onShow() {
    void this.refresh();
  },

  async onPullDownRefresh() {
    await this.refresh();
    wx.stopPullDownRefresh();
  },

  async refresh() {
    try {
      await freshened(`shared.${this.token}`, () => trackShared(this.token), (kept) => {
        this.setData({ road: sharedView(kept.value, Date.now()), screen: ready(kept, Date.now()) });
      });
    } catch (error) {
      const gone = asFault(error).kind === 'refused' && asFault(error).code !== 'TRACK_LOCKED';
      this.setData({ road: null, screen: gone ? empty('没能打开', '分享已失效，请让对方重新分享') : failed(error) });
    }
  },

  send() {
    void wx.switchTab({ url: '/pages/send/index' });
  },
});
