/** Whom to visit: name, call, way there. */
import { toGcj02 } from '../../../lib/coordinates.js';

Component({
  properties: {
    /** As taskView makes it. */
    task: { type: Object, value: /** @type {any} */ ({}) },
    /** Whether what is to be paid is said here. */
    money: { type: Boolean, value: false },
  },
  methods: {
    callThem() {
      wx.makePhoneCall({ phoneNumber: this.data.task.phone }).catch(() => {}); // put away by the person
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
