/** Times as people in China read them: the wire says ISO 8601, the screen says Shanghai's clock. */

const SHANGHAI_MS = 8 * 3_600_000;
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const WEEKDAYS = ['周日', '周一', '周二', '周三', '周四', '周五', '周六'];

/** @param {number} number */
const two = (number) => String(number).padStart(2, '0');

/** @param {string | number} moment ISO 8601 or ms */
function shanghai(moment) {
  return new Date(new Date(moment).getTime() + SHANGHAI_MS);
}

/** @param {string | number} moment @returns {string} "2026-03-01" */
export function day(moment) {
  return shanghai(moment).toISOString().slice(0, 10);
}

/** @param {string | number} moment @returns {string} "09:05" */
export function clock(moment) {
  const at = shanghai(moment);
  return `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}`;
}

/**
 * "今天 09:05", "明天 09:05", "3月1日 09:05", with the year when it is another one; '' for no moment.
 * @param {string | number | null | undefined} moment
 * @param {number} nowMs
 */
export function spoken(moment, nowMs) {
  if (moment === null || moment === undefined || moment === '') return '';
  return `${spokenDay(moment, nowMs)} ${clock(moment)}`;
}

/** @param {string | number} moment @param {number} nowMs */
export function spokenDay(moment, nowMs) {
  const at = shanghai(moment);
  const days = Math.floor(at.getTime() / DAY_MS) - Math.floor(shanghai(nowMs).getTime() / DAY_MS);
  const near = { '-1': '昨天', 0: '今天', 1: '明天' }[days];
  if (near) return near;
  const year = at.getUTCFullYear() === shanghai(nowMs).getUTCFullYear() ? '' : `${at.getUTCFullYear()}年`;
  return `${year}${at.getUTCMonth() + 1}月${at.getUTCDate()}日`;
}

/**
 * "今天 14:00–16:00"; '' when there is no slot.
 * @param {string | undefined} from
 * @param {string | undefined} until
 * @param {number} nowMs
 */
export function slot(from, until, nowMs) {
  return from && until ? `${spoken(from, nowMs)}–${clock(until)}` : '';
}

/** How old something is: "刚刚", "5 分钟前", "2 小时前", "3 天前". @param {number} ageMs */
export function age(ageMs) {
  const minutes = Math.floor(ageMs / 60_000);
  if (minutes < 1) return '刚刚';
  if (minutes < 60) return `${minutes} 分钟前`;
  return minutes < 1440 ? `${Math.floor(minutes / 60)} 小时前` : `${Math.floor(minutes / 1440)} 天前`;
}

/**
 * Windows of two hours in which a delivery may be asked for: what is left of today, and the next two days.
 * @param {number} nowMs
 */
export function deliveryWindows(nowMs) {
  const midnight = Math.floor((nowMs + SHANGHAI_MS) / DAY_MS) * DAY_MS - SHANGHAI_MS;
  return [0, 1, 2]
    .flatMap((ahead) => [9, 11, 13, 15, 17, 19].map((hour) => midnight + ahead * DAY_MS + hour * HOUR_MS))
    .filter((from) => from - nowMs >= HOUR_MS)
    .map((from) => ({ from: new Date(from).toISOString(), until: new Date(from + 2 * HOUR_MS).toISOString(), open: true, why: '' }));
}

/** "今天 周三" for the day picker. @param {string} moment ISO 8601 @param {number} nowMs */
export function dayLabel(moment, nowMs) {
  return `${spokenDay(moment, nowMs)} ${WEEKDAYS[shanghai(moment).getUTCDay()]}`;
}

/**
 * This month and those before it, for a picker: "2026-03" and "2026年3月".
 * @param {number} nowMs
 * @param {number} count
 */
export function monthsBack(nowMs, count) {
  const now = shanghai(nowMs);
  return Array.from({ length: count }, (_, ago) => {
    const month = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - ago, 1));
    const [year, number] = [month.getUTCFullYear(), month.getUTCMonth() + 1];
    return { value: `${year}-${two(number)}`, label: `${year}年${number}月` };
  });
}
