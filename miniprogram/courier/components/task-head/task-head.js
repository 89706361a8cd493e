/** Whom to visit: name, call, way there. */
import { toGcj02 } from '../../../lib/coordinates.js';
import { confirmed } from '../../../lib/tell.js';

Component({
  properties: {
    /** As taskView makes it. */
    task: { type: Object, value: /** @type {any} */ ({}) },
    /** Whether what is to be paid is said here. */
    money: { type: Boolean, value: false },
  },
  methods: {
    async callThem() {
      const { phone, extension } = this.data.task;
      // WeChat dials digits only: what follows the phone is for the courier to key in.
      if (extension && !(await confirmed(`拨通后转 ${extension}`, '听到提示音后，在拨号盘输入分机号。', { confirmText: '拨打' }))) return;
      wx.makePhoneCall({ phoneNumber: phone }).catch(() => {}); // put away by the person
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
