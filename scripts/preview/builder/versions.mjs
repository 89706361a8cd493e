/** Since which base library there is an API: WeChat's typings say it above each. */

import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const TYPINGS = path.dirname(createRequire(import.meta.url).resolve('miniprogram-api-typings/package.json'));
const NOTE = /需要基础库： `([\d.]+)`/;
const MEMBER = /\/\*\*((?:(?!\*\/)[^])*)\*\/\s*(\w+)[<(]/g;

/** @type {Map<string, string> | undefined} */
let since;

/** @param {string} name a member of `wx` @returns {string | undefined} a version; undefined if it is as old as the typings know */
export function sinceOf(name) {
  if (!since) {
    const text = fs.readFileSync(path.join(TYPINGS, 'types/wx/lib.wx.api.d.ts'), 'utf8');
    // The members of `wx` come last; objects before them have members of the same names.
    const own = text.slice(text.indexOf('interface Wx {'));
    since = new Map([...own.matchAll(MEMBER)].flatMap(([, note, member]) => (NOTE.test(note) ? [[member, NOTE.exec(note)?.[1] ?? '']] : [])));
  }
  return since.get(name);
}

/** @param {string} left @param {string} right both like 2.20.1 */
export function newer(left, right) {
  const [a, b] = [left, right].map((each) => each.split('.').map(Number));
  const at = a.findIndex((part, index) => part !== (b[index] ?? 0));
  return at >= 0 && a[at] > (b[at] ?? 0);
}
