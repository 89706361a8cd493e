/** What WeChat's tool would refuse, or what works on a desk and fails on a phone. */

import fs from 'node:fs';
import path from 'node:path';
import { transformSync } from 'esbuild';
import { apiNames } from '../engine/wx/index.mjs';
import { wxMembers } from './scripts.mjs';
import { newer, sinceOf } from './versions.mjs';

const PRIVATE = new Set([
  'chooseAddress', 'chooseLocation', 'choosePoi', 'getFuzzyLocation', 'getLocation', 'onLocationChange',
  'startLocationUpdate', 'startLocationUpdateBackground',
]);
// As they stand in code without white space.
const GUARDS = /** @type {((name: string) => string)[]} */ ([
  (name) => `canIUse("${name}`, (name) => `wx.${name}&&`, (name) => `wx.${name}?`, (name) => `if(wx.${name})`,
]);

/** @param {import('./project.mjs').Project} project @param {string[]} problems */
export function checkApp(project, problems) {
  for (const name of project.app.requiredPrivateInfos ?? []) {
    if (!PRIVATE.has(name)) problems.push(`app.json: requiredPrivateInfos knows no ${name}`);
  }
  checkTabs(project, problems);
  checkPreloads(project, problems);
}

/** @param {import('./project.mjs').Project} project @param {string[]} problems */
function checkTabs({ app, packages, root }, problems) {
  const tabs = app.tabBar?.list ?? [];
  if (app.tabBar && (tabs.length < 2 || tabs.length > 5)) problems.push('app.json: a tab bar has 2 to 5 tabs');
  for (const { pagePath, iconPath, selectedIconPath } of tabs) {
    if (!packages[0].pages.includes(pagePath)) problems.push(`app.json: tab ${pagePath} is no page of the main package`);
    for (const icon of [iconPath, selectedIconPath].filter(Boolean)) checkIcon(root, icon, problems);
  }
}

/** @param {import('./project.mjs').Project} project @param {string[]} problems */
function checkPreloads({ app, pages, packages }, problems) {
  const known = new Set(['__APP__', ...packages.flatMap(({ name, root }) => [name, root, root.replace(/\/$/, '')])]);
  for (const [page, rule] of Object.entries(app.preloadRule ?? {})) {
    if (!pages.includes(page)) problems.push(`app.json: preloadRule names no page: ${page}`);
    for (const name of rule.packages ?? []) {
      if (!known.has(name)) problems.push(`app.json: preloadRule names no package: ${name}`);
    }
  }
}

/** @param {string} root @param {string} icon @param {string[]} problems */
function checkIcon(root, icon, problems) {
  const file = path.join(root, icon);
  if (!fs.existsSync(file)) problems.push(`app.json: no tab icon ${icon}`);
  else if (!/\.(png|jpe?g)$/i.test(icon)) problems.push(`app.json: tab icon ${icon} must be PNG or JPEG`);
  else if (fs.statSync(file).size > 40 * 1024) problems.push(`app.json: tab icon ${icon} is larger than 40 kB`);
}

/**
 * Every member of `wx` must be one that the preview has; one that is newer than the declared library must be guarded.
 * @param {import('./project.mjs').Project} project @param {string[]} files @param {string[]} problems
 */
export function checkApis(project, files, problems) {
  const known = apiNames();
  const oldest = oldestLibrary(project);
  for (const file of files) {
    const own = !file.startsWith('miniprogram_npm/');
    // Translating drops the comments, in which anything may be named.
    const code = transformSync(project.read(file), { minifyWhitespace: true }).code;
    for (const name of wxMembers(code)) {
      const guarded = GUARDS.some((guard) => code.includes(guard(name)));
      if (!known.has(name) && (own || !guarded)) problems.push(`${file}: unknown API wx.${name}`);
      const since = sinceOf(name);
      if (own && since && oldest && newer(since, oldest) && !guarded) {
        problems.push(`${file}: wx.${name} needs base library ${since}; guard it with wx.canIUse('${name}')`);
      }
    }
  }
}

/** The oldest base library that is served, by project.config.json; null if it is not told. @param {import('./project.mjs').Project} project */
function oldestLibrary(project) {
  const places = [path.join(project.root, 'project.config.json'), path.join(project.root, '..', 'project.config.json')];
  const file = places.find((each) => fs.existsSync(each));
  const told = file && JSON.parse(fs.readFileSync(file, 'utf8')).libVersion;
  return typeof told === 'string' && /^\d/.test(told) ? told : null;
}
