/** Says that the net is gone or weak, on every page in the same words; nothing while it is well. */

import { networkText, watchNetwork } from '../../lib/network.js';

Component({
  data: { text: networkText() },

  lifetimes: {
    attached() {
      this.stop = watchNetwork((text) => this.setData({ text }));
    },
    detached() {
      this.stop();
    },
  },
});
