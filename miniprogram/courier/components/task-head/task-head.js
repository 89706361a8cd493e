/** Whom to visit: name, call, way there. */
import { toGcj02 } from '../../../lib/coordinates.js';

Component({
  properties: {
    /** As taskView makes it. */
    task: { type: Object, value: /** @type {any} */ ({}) },
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
  },
});
