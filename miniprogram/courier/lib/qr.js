/** A QR code as a picture. */

import qrcode from 'qrcode-generator';

/** Dots of a module, and the quiet zone of four modules that readers want (ISO/IEC 18004). */
const DOTS = 8;

/** @param {string} text @returns {string} a data URL for <image> */
export function qrPicture(text) {
  const code = qrcode(0, 'M');
  code.addData(text);
  code.make();
  return code.createDataURL(DOTS, 4 * DOTS);
}
