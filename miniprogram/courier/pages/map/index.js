import { LOADING, failed } from '../../../lib/screen.js';
import { mapUrl } from '../../../services/locate.js';
import { work } from '../../stores/work.js';

Page({
  data: {
    screen: LOADING,
    url: '',
  },

  onLoad() {
    void this.open();
  },

  async open() {
    this.setData({ screen: LOADING });
    try {
      this.setData({ url: await mapUrl('tour', work.account?.id || '', 'courier'), screen: { state: 'ready' } });
    } catch (error) {
      this.setData({ screen: failed(error) });
    }
  },
});
