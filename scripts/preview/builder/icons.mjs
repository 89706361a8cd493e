/** The icons that templates name: the font that draws them lies on the network, so each needs a picture here. */

import fs from 'node:fs';
import path from 'node:path';

const TAG = /<t-([\w-]+)((?:"[^"]*"|[^>"])*)>/g;
const ATTRIBUTE = /\s(name|(?:[\w-]+-)?icon)="([^"]*)"/g;

/** @param {import('./project.mjs').Project} project @param {string} icons the folder of pictures @param {string[]} problems */
export function checkIcons(project, icons, problems) {
  for (const [file, text] of project.used) {
    if (!file.endsWith('.wxml') || file.startsWith('miniprogram_npm/')) continue;
    for (const name of iconsIn(text)) {
      if (!fs.existsSync(path.join(icons, `${name}.svg`))) problems.push(`${file}: icon ${name} has no local picture`);
    }
  }
}

/**
 * The icons that anything may show: those whose names are written somewhere, whole or before `-filled`.
 * @param {import('./project.mjs').Project} project with all templates and scripts read @param {string} icons the folder of pictures
 */
export function namedIcons(project, icons) {
  const words = new Set();
  for (const [file, text] of project.used) {
    if (!file.endsWith('.wxss')) for (const [word] of text.matchAll(/[a-z][a-z0-9-]+/g)) words.add(word);
  }
  const pictures = fs.existsSync(icons) ? fs.readdirSync(icons).map((each) => each.replace(/\.svg$/, '')) : [];
  return new Set(pictures.filter((name) => words.has(name) || words.has(name.replace(/-filled$/, ''))));
}

/** The icons of TDesign's tags, those written in expressions as well. @param {string} source @returns {Set<string>} */
export function iconsIn(source) {
  /** @type {Set<string>} */
  const found = new Set();
  for (const [, tag, attributes] of source.matchAll(TAG)) {
    for (const [, attribute, value] of attributes.matchAll(ATTRIBUTE)) {
      if (attribute !== 'name' || tag === 'icon') named(value).forEach((name) => found.add(name));
    }
  }
  return found;
}

/** @param {string} value of an attribute */
function named(value) {
  if (value.includes('{{')) return [...value.matchAll(/'([a-z][\w-]*)'/g)].map((each) => each[1]);
  return value ? [value] : [];
}
