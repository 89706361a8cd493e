/** The built-in picker: one list, several lists, date, time, region. */

import { on, onTap } from './definition.mjs';
import { columns, sheet } from '../ui/sheet.mjs';

/** @typedef {import('./definition.mjs').Builtin} Builtin */

/** @type {Promise<{ province_list: Record<string, string>, city_list: Record<string, string>, county_list: Record<string, string> }> | undefined} */
let divisions;

/** @type {Builtin} */
const picker = {
  field: true,
  properties: {
    name: String, mode: { type: String, value: 'selector' }, range: { type: null, value: [] }, rangeKey: String, value: null,
    start: String, end: String, fields: String, disabled: null, headerText: String, customItem: String, level: String,
  },
  attached(_host, component) {
    onTap(component, async () => {
      if (on(component.data.disabled)) return;
      const chosen = await ask(component);
      if (!chosen) {
        component.triggerEvent('cancel', {});
        return;
      }
      component.setData({ value: chosen.value });
      component.triggerEvent('change', chosen);
    });
  },
};

/** @param {any} component @returns {Promise<{ value: any } | null>} */
async function ask(component) {
  const { mode, range, rangeKey, value } = component.data;
  const labels = (/** @type {any[]} */ list) => list.map((each) => String(rangeKey ? each[rangeKey] : each));
  if (mode === 'date' || mode === 'time') return askMoment(component);
  if (mode === 'region') return askRegion(component);
  if (mode === 'multiSelector') {
    const lists = columns(range.map(labels), value ?? [], (column, index) => component.triggerEvent('columnchange', { column, value: index }));
    const watcher = setInterval(() => lists.relist(component.data.range.map(labels)), 100);
    const agreed = await sheet(component.data.headerText, lists.element);
    clearInterval(watcher);
    return agreed ? { value: lists.chosen() } : null;
  }
  const list = columns([labels(range)], [Number(value) || 0]);
  return (await sheet(component.data.headerText, list.element)) ? { value: list.chosen()[0] } : null;
}

/** @param {any} component */
async function askMoment({ data }) {
  const field = document.createElement('input');
  field.type = data.mode === 'time' ? 'time' : data.fields === 'month' ? 'month' : 'date';
  Object.assign(field, { value: data.value ?? '', min: data.start ?? '', max: data.end ?? '' });
  return (await sheet(data.headerText, field)) && field.value ? { value: field.value } : null;
}

/** Province, city and district by their names and GB/T 2260 codes. @param {any} component */
async function askRegion({ data }) {
  divisions ??= fetch('divisions.json').then((reply) => reply.json());
  const { province_list, city_list, county_list } = await divisions;
  const below = (/** @type {Record<string, string>} */ list, /** @type {string} */ start) => Object.keys(list).filter((code) => code.startsWith(start));
  const provinces = Object.keys(province_list);
  const named = (/** @type {Record<string, string>} */ list, /** @type {string[]} */ codes, /** @type {any} */ name) =>
    Math.max(0, codes.findIndex((code) => list[code] === name));
  const [province, city, district] = Array.isArray(data.value) ? data.value : [];
  const at = [named(province_list, provinces, province), 0, 0];
  const cities = () => below(city_list, provinces[at[0]].slice(0, 2));
  const districts = () => below(county_list, cities()[at[1]].slice(0, 4));
  at[1] = named(city_list, cities(), city);
  at[2] = named(county_list, districts(), district);
  const shown = () => [
    provinces.map((code) => province_list[code]),
    cities().map((code) => city_list[code]),
    districts().map((code) => county_list[code]),
  ];
  const lists = columns(shown(), at, (column, index) => {
    at[column] = index;
    at.fill(0, column + 1);
    lists.relist(shown(), column);
  });
  if (!(await sheet(data.headerText ?? '选择地区', lists.element))) return null;
  const code = [provinces[at[0]], cities()[at[1]], districts()[at[2]]];
  return { value: [province_list[code[0]], city_list[code[1]], county_list[code[2]]], code, postcode: '' };
}

/** @type {Record<string, Builtin>} */
export const pickers = { picker };
