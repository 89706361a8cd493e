/** Whom to visit: name, call, way there. */
import { toGcj02 } from '../../../lib/coordinates.js';
import { confirmed, sayFault } from '../../../lib/tell.js';
import { virtualNumber } from '../../services/care.js';

Component({
  properties: {
    /** As taskView makes it. */
    task: { type: Object, value: /** @type {any} */ ({}) },
    /** Whether what is to be paid is said here. */
    money: { type: Boolean, value: false },
  },
  data: { calling: false },

  methods: {
    /** By a number that leads to the party for a while: the real one stays with the company. */
    async callThem() {
      const { waybillNo, kind } = this.data.task;
      if (this.data.calling) return;
      this.setData({ calling: true });
      try {
        const { number, extension } = await virtualNumber(waybillNo, kind === 'pickup' ? 'consignor' : 'consignee');
        // WeChat dials digits only: what follows the number is for the courier to key in.
        if (extension && !(await confirmed(`拨通后转 ${extension}`, '听到提示音后，在拨号盘输入分机号。', { confirmText: '拨打' }))) return;
        wx.makePhoneCall({ phoneNumber: number }).catch(() => {}); // put away by the person
      } catch (error) {
        sayFault(error);
      } finally {
        this.setData({ calling: false });
      }
    },

    showWay() {
      const { location, name, address } = this.data.task;
      const { lng, lat } = toGcj02(location);
      void wx.openLocation({ longitude: lng, latitude: lat, name, address, scale: 16 });
    },

    /** Without a point on the map, the courier's own map may know the words. */
    copyAddress() {
      void wx.setClipboardData({ data: this.data.task.address });
    },
  },
});
