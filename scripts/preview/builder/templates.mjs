/** WXML of all components, compiled by glass-easel into one group of template functions. */

import { createRequire } from 'node:module';
import { joined } from './project.mjs';
import { preparedWxs, requiredByWxs, withPreparedWxs } from './wxs.mjs';

const { TmplGroup } = createRequire(import.meta.url)('glass-easel-template-compiler');
const HARMLESS = /avoid uppercase|invalid attribute|duplicated attribute|child nodes not allowed/i;
const KNOWN = new Set(['block', 'template', 'slot', 'wxs', 'import', 'include']);

/**
 * @param {import('./project.mjs').Project} project
 * @param {import('./components.mjs').Graph} graph
 * @param {Record<string, string>} builtins template by built-in tag
 * @param {string[]} problems
 * @returns {string} an expression that gives the template functions by path
 */
export function compiledTemplates(project, graph, builtins, problems) {
  const group = new TmplGroup();
  const done = new Set();
  for (const [path, entry] of Object.entries(graph.entries)) {
    const tags = new Set([...KNOWN, ...Object.keys({ ...builtins, ...graph.global, ...entry.using, ...entry.generics })]);
    for (const file of add(path)) checkTags(file, tags);
  }
  return group.getTmplGenObjectGroups();

  /** Adds a template with all it imports; gives the files. @param {string} path @returns {string[]} */
  function add(path) {
    if (!project.has(`${path}.wxml`)) {
      problems.push(`${path}.wxml is missing`);
      return [];
    }
    if (!done.has(path)) {
      done.add(path);
      for (const each of group.addTmpl(path, withPreparedWxs(project.read(`${path}.wxml`))) ?? []) {
        if (HARMLESS.test(each.message)) continue;
        problems.push(`${path}.wxml:${each.startLine + 1}:${each.startColumn + 1} ${each.message}`);
      }
      group.getScriptDependencies(path).forEach(addScript);
    }
    return [path, ...group.getDirectDependencies(path).flatMap((/** @type {string} */ each) => add(each))];
  }

  /** @param {string} path */
  function addScript(path) {
    if (done.has(`${path}.wxs`)) return;
    done.add(`${path}.wxs`);
    if (!project.has(`${path}.wxs`)) {
      problems.push(`${path}.wxs is missing`);
      return;
    }
    const source = project.read(`${path}.wxs`);
    group.addScript(path, preparedWxs(source));
    requiredByWxs(source).forEach((each) => addScript(joined(path, each).replace(/\.wxs$/, '')));
  }

  /** @param {string} path @param {Set<string>} tags */
  function checkTags(path, tags) {
    for (const tag of tagsIn(project.read(`${path}.wxml`))) {
      if (!tags.has(tag)) problems.push(`${path}.wxml: unknown tag <${tag}>`);
    }
  }
}

/** Templates of the built-in components, each a function by itself. @param {Record<string, string>} builtins */
export function compiledBuiltins(builtins) {
  const one = (/** @type {string} */ tag) => {
    const group = new TmplGroup();
    group.addTmpl(`wx/${tag}`, builtins[tag]);
    return `${JSON.stringify(tag)}:${group.getTmplGenObjectGroups()}`;
  };
  return `{${Object.keys(builtins).map(one).join(',')}}`;
}

/** @param {string} source @returns {Set<string>} */
export function tagsIn(source) {
  const bare = source
    .replace(/<!--[\s\S]*?-->/g, '')
    .replace(/\{\{[\s\S]*?\}\}/g, '')
    .replace(/(<wxs\b[^>]*[^/]>)[\s\S]*?<\/wxs>/g, '$1</wxs>');
  return new Set([...bare.matchAll(/<([a-zA-Z][\w-]*)/g)].map((match) => match[1]));
}
