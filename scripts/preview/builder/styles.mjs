/** WXSS as CSS: imports inlined, rpx, class prefixes of isolated components, `:host`, built-in tags, local icons. */

import postcss from 'postcss';
import selectors from 'postcss-selector-parser';
import { joined } from './project.mjs';

/** How the picture of any icon is drawn; one that is missing is seen as a question. */
const DRAWN = `.t-icon-base:before{content:'';display:block;width:1em;height:1em;background:currentColor;
mask:var(--icon,url(icons/help-circle.svg)) center/contain no-repeat}`;

/** @param {string} value with lengths in rpx and vh */
export function lengths(value) {
  return value
    .replace(/(-?\d*\.?\d+)rpx\b/g, (_, number) => `calc(${number} * var(--rpx))`)
    .replace(/(-?\d*\.?\d+)vh\b/g, (_, number) => `calc(${number} * var(--vh))`);
}

/**
 * @typedef {object} Styling
 * @property {string} [scope] the prefix of the classes
 * @property {string} [page] the page that the styles are kept to
 * @property {Set<string>} tags the built-in tags
 * @property {Set<string>} icons those of an icon font that may be shown, each a picture
 */

/**
 * The CSS of one file of a project; '' if there is none.
 * @param {import('./project.mjs').Project} project @param {string} file @param {Styling} styling @param {string[]} problems
 */
export function css(project, file, styling, problems) {
  if (!project.has(file)) return '';
  const root = postcss.parse(inlined(project, file, problems, new Set()));
  root.walkAtRules('font-face', (rule) => {
    if (/https?:/.test(rule.toString())) rule.remove();
  });
  root.walkAtRules('media', (rule) => {
    rule.params = rule.params.replace(/(\d+)rpx/g, (_, number) => `${number / 2}px`);
  });
  root.walkDecls((declaration) => {
    declaration.value = lengths(declaration.value);
  });
  root.walkRules((rule) => {
    const parent = /** @type {any} */ (rule.parent);
    if (/keyframes$/.test(parent?.name ?? '')) return;
    if (rule.selector === '.t-icon-base') rule.after(DRAWN);
    drawIcon(rule, styling.icons);
    try {
      rule.selector = selector(rule.selector, styling);
    } catch (error) {
      problems.push(`${file}: selector ${rule.selector}: ${/** @type {Error} */ (error).message}`);
    }
  });
  return root.toString();
}

/** @param {import('./project.mjs').Project} project @param {string} file @param {string[]} problems @param {Set<string>} seen */
function inlined(project, file, problems, seen) {
  if (seen.has(file)) return postcss.root();
  seen.add(file);
  if (!project.has(file)) {
    problems.push(`${file} is missing`);
    return postcss.root();
  }
  const root = postcss.parse(project.read(file), { from: file });
  root.walkAtRules('import', (rule) => {
    const target = /['"]?(?:url\()?['"]?([^'")]+)/.exec(rule.params)?.[1] ?? '';
    rule.replaceWith(inlined(project, joined(file, target), problems, seen));
  });
  return root;
}

/** @param {string} text @param {Styling} styling */
export function selector(text, { scope = '', page, tags }) {
  const changed = selectors((list) => {
    list.walkTags((tag) => {
      if (tag.value === 'page' || tags.has(tag.value)) tag.value = `wx-${tag.value}`;
    });
    list.walkPseudos((pseudo) => {
      if (pseudo.value === ':host') pseudo.replaceWith(hostOf(scope));
    });
    if (scope) list.walkClasses((name) => void (name.value = `${scope}--${name.value}`));
  }).processSync(text);
  // Without weight of its own, so that the page's rules win and lose as they do in WeChat.
  const kept = (/** @type {string} */ one) => (one.trim().startsWith('wx-page') ? `${one}:where([data-page="${page}"])` : `:where([data-page="${page}"]) ${one}`);
  return page ? changed.split(/,(?![^(]*\))/).map(kept).join(',') : changed;
}

/** @param {string} scope */
function hostOf(scope) {
  return selectors.attribute({ attribute: 'wx-host', operator: '=', value: scope, quoteMark: '"', raws: {} });
}

/** A glyph of an icon font that lies on the network becomes a local picture. @param {postcss.Rule} rule @param {Set<string>} icons */
function drawIcon(rule, icons) {
  const name = /^\.t-icon-([\w-]+):{1,2}before$/.exec(rule.selector)?.[1];
  if (!name) return;
  rule.removeAll();
  if (icons.has(name)) rule.append({ prop: '--icon', value: `url(icons/${name}.svg)` });
  else rule.remove();
}
