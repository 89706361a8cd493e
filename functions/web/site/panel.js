/** What the page says in words, beside the map. */

/** @param {string} id */
const part = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/** @param {string} headline @param {string} detail */
export function say(headline, detail) {
  // Screen readers read what changes: the same words again would be noise.
  for (const [id, text] of [['headline', headline], ['detail', detail]]) {
    if (part(id).textContent !== text) part(id).textContent = text;
  }
}

/** A line across the top; '' takes it away. @param {string} text */
export function trouble(text) {
  part('trouble').textContent = text;
  part('trouble').hidden = !text;
}

/** @param {...Node} nodes */
export function control(...nodes) {
  part('controls').replaceChildren(...nodes);
}

/** "5 秒前", "3 分钟前", "2 小时前". @param {number} seconds */
export function ago(seconds) {
  if (seconds < 5) return '刚刚';
  if (seconds < 60) return `${seconds} 秒前`;
  return seconds < 3_600 ? `${Math.floor(seconds / 60)} 分钟前` : `${Math.floor(seconds / 3_600)} 小时前`;
}

/** "850 米", "1.2 公里". @param {number} metres */
export function far(metres) {
  return metres < 1_000 ? `${Math.round(metres / 10) * 10} 米` : `${(metres / 1_000).toFixed(1)} 公里`;
}

/** "09:05" in Shanghai. @param {string} moment ISO 8601 */
export function clock(moment) {
  return new Intl.DateTimeFormat('zh-CN', { timeZone: 'Asia/Shanghai', hour: '2-digit', minute: '2-digit', hour12: false }).format(new Date(moment));
}

/** "25 分钟", "1 小时 5 分钟". @param {number} seconds */
export function long(seconds) {
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} 分钟`;
  return minutes % 60 ? `${Math.floor(minutes / 60)} 小时 ${minutes % 60} 分钟` : `${minutes / 60} 小时`;
}
