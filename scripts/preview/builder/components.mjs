/** Which components there are and which of them each one uses, from app.json down. */

/**
 * @typedef {object} ComponentEntry
 * @property {any} config its JSON file
 * @property {Record<string, string>} using tag to component path
 * @property {Record<string, true | { default: string }>} generics
 * @property {boolean} page
 * @property {string} styling its style isolation
 * @property {string} scope the prefix of its classes; '' when its styles are shared
 */

/** @typedef {{ entries: Record<string, ComponentEntry>, global: Record<string, string> }} Graph */

/** @param {import('./project.mjs').Project} project @param {string[]} problems @returns {Graph} */
export function componentGraph(project, problems) {
  const find = (/** @type {string} */ from, /** @type {any} */ named) => {
    /** @type {Record<string, string>} */
    const using = {};
    for (const [tag, name] of Object.entries(named ?? {})) {
      const found = project.component(from, name);
      if (found) using[tag] = found;
      else problems.push(`${from}.json: no component ${name} for <${tag}>`);
    }
    return using;
  };
  const global = find('app', project.app.usingComponents);
  /** @type {Graph} */
  const graph = { entries: {}, global };
  const waiting = [...project.pages, ...Object.values(global)];
  for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
    if (graph.entries[path]) continue;
    const page = project.pages.includes(path);
    if (page && !project.has(`${path}.wxml`)) problems.push(`app.json: page ${path} has no ${path}.wxml`);
    const config = project.json(`${path}.json`);
    const using = find(path, config.usingComponents);
    const generics = genericsOf(project, path, config);
    const entry = { config, using, generics, page, ...isolation(project, path, config, page) };
    graph.entries[path] = entry;
    const defaults = Object.values(generics).flatMap((each) => (each === true ? [] : [each.default]));
    waiting.push(...Object.values(using), ...defaults);
  }
  return graph;
}

/** @param {import('./project.mjs').Project} project @param {string} path @param {any} config */
function genericsOf(project, path, config) {
  /** @type {Record<string, true | { default: string }>} */
  const generics = {};
  for (const [name, told] of Object.entries(config.componentGenerics ?? {})) {
    const found = told?.default && project.component(path, told.default);
    generics[name] = found ? { default: found } : true;
  }
  return generics;
}

/**
 * The style isolation must be known when the classes are written, so it is read from the source text.
 * @param {import('./project.mjs').Project} project @param {string} path @param {any} config @param {boolean} page
 */
function isolation(project, path, config, page) {
  const source = project.has(`${path}.js`) ? project.read(`${path}.js`) : '';
  const written = config.styleIsolation ?? /styleIsolation\s*[:=]\s*["']([\w-]+)["']/.exec(source)?.[1];
  const open = config.addGlobalClass || /addGlobalClass\s*[:=]\s*(true|!0)/.test(source);
  const styling = written ?? (page ? 'shared' : open ? 'apply-shared' : 'isolated');
  const scope = styling === 'shared' || styling === 'page-shared' ? '' : scopeName(path);
  return { styling, scope };
}

/** A short class prefix that stays the same from build to build. @param {string} path */
function scopeName(path) {
  let hash = 0;
  for (const letter of path) hash = (Math.imul(hash, 31) + letter.charCodeAt(0)) >>> 0;
  return `s${hash.toString(36)}`;
}

/** Every component that a page needs to be shown. @param {Graph} graph @param {string} path @returns {string[]} */
export function closure(graph, path) {
  const found = new Set([path, ...Object.values(graph.global)]);
  for (const each of found) {
    const { using, generics } = graph.entries[each];
    Object.values(using).forEach((one) => found.add(one));
    Object.values(generics).forEach((one) => one !== true && found.add(one.default));
  }
  return [...found].reverse();
}
