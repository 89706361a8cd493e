/** A field to sign in with a finger. */

const LINE_PX = 3;
/** Sharper than this only makes the picture larger. */
const MOST_RATIO = 2;
/** A slip of the finger is no signature. */
const LEAST_DRAWN_PX = 60;

Component({
  data: { empty: true },

  lifetimes: {
    attached() {
      wx.createSelectorQuery()
        .in(this)
        .select('#pad')
        .fields({ node: true, size: true })
        .exec(([found]) => this.prepare(found));
    },
  },

  methods: {
    /** @param {{ node: any, width: number, height: number }} found */
    prepare({ node, width, height }) {
      const ratio = Math.min(wx.getWindowInfo().pixelRatio, MOST_RATIO);
      node.width = width * ratio;
      node.height = height * ratio;
      const pen = node.getContext('2d');
      pen.scale(ratio, ratio);
      Object.assign(pen, { lineWidth: LINE_PX, lineCap: 'round', lineJoin: 'round', strokeStyle: '#1f2430' });
      Object.assign(this, { canvas: node, pen, size: { width, height } });
      this.blank();
    },

    /** A white ground: a transparent picture would be black on black in some viewers. */
    blank() {
      const { pen, size } = /** @type {any} */ (this);
      pen.fillStyle = '#ffffff';
      pen.fillRect(0, 0, size.width, size.height);
      Object.assign(this, { drawnPx: 0 });
    },

    /** @param {WechatMiniprogram.TouchCanvas} event */
    begin(event) {
      const { pen } = /** @type {any} */ (this);
      const { x, y } = event.touches[0];
      pen.beginPath();
      pen.moveTo(x, y);
      pen.lineTo(x + 0.1, y);
      pen.stroke();
      Object.assign(this, { last: { x, y } });
    },

    /** @param {WechatMiniprogram.TouchCanvas} event */
    draw(event) {
      const { pen, last, drawnPx } = /** @type {any} */ (this);
      const { x, y } = event.touches[0];
      pen.lineTo(x, y);
      pen.stroke();
      const nowPx = drawnPx + Math.hypot(x - last.x, y - last.y);
      Object.assign(this, { last: { x, y }, drawnPx: nowPx });
      if (this.data.empty) this.setData({ empty: false });
      if (drawnPx < LEAST_DRAWN_PX && nowPx >= LEAST_DRAWN_PX) this.triggerEvent('signed');
    },

    clear() {
      this.blank();
      this.setData({ empty: true });
      this.triggerEvent('cleared');
    },

    /** @returns {Promise<string>} the path of a PNG */
    async picture() {
      const { canvas } = /** @type {any} */ (this);
      const { tempFilePath } = await wx.canvasToTempFilePath({ canvas, fileType: 'png' }, this);
      return tempFilePath;
    },
  },
});
