/** JavaScript: every module becomes one function that is required at run time, as in WeChat. */

import { transformSync } from 'esbuild';

// What a page's code must not see: WeChat has no DOM.
export const HIDDEN = [
  'window', 'document', 'self', 'frames', 'location', 'navigator', 'localStorage', 'sessionStorage', 'history', 'screen',
  'alert', 'confirm', 'prompt', 'fetch', 'XMLHttpRequest', 'WebSocket', 'indexedDB', 'parent', 'top',
];

/**
 * @param {import('./project.mjs').Project} project
 * @param {string[]} entries module files to begin with
 * @param {string[]} problems
 * @returns {Map<string, string>} the definition of each module that is reached
 */
export function modules(project, entries, problems) {
  /** @type {Map<string, string>} */
  const done = new Map();
  const waiting = [...entries];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (done.has(file)) continue;
    if (!project.has(file)) {
      problems.push(`${file} is missing`);
      continue;
    }
    const code = translated(project, file, problems);
    /** @type {Record<string, string>} */
    const required = {};
    for (const name of requiredBy(code)) {
      const target = project.module(file, name);
      if (!target) {
        problems.push(`${file}: require('${name}') leads nowhere`);
        continue;
      }
      const home = project.packageOf(target);
      if (home.root && home !== project.packageOf(file)) {
        problems.push(`${file}: ${target} lies in the subpackage ${home.name}`);
      }
      required[name] = target;
      waiting.push(target);
    }
    const parameters = ['require', 'module', 'exports', ...HIDDEN].join(',');
    done.set(file, `__define(${JSON.stringify(file)},${JSON.stringify(required)},function(${parameters}){${code}\n});`);
  }
  return done;
}

/** Made small as DevTools uploads it ("minified" in project.config.json). @param {import('./project.mjs').Project} project @param {string} file @param {string[]} problems */
function translated(project, file, problems) {
  try {
    return transformSync(project.read(file), { format: 'cjs', target: 'es2020', charset: 'utf8', sourcefile: file, minify: true }).code;
  } catch (error) {
    problems.push(`${file}: ${/** @type {Error} */ (error).message}`);
    return '';
  }
}

/** @param {string} code */
function requiredBy(code) {
  return [...code.matchAll(/\brequire\(\s*["']([^"']+)["']\s*\)/g)].map((match) => match[1]);
}

/** The members of `wx` that a module uses, such as `request` or `cloud.callFunction`. @param {string} code @returns {Set<string>} */
export function wxMembers(code) {
  return new Set([...code.matchAll(/\bwx\.((?:cloud\.)?[a-zA-Z]\w*)/g)].map((match) => match[1]));
}
