/** One mini-program as files that a browser runs. Everything unknown to the preview fails the build. */

import { createHash } from 'node:crypto';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import { builtinTemplates } from '../engine/builtins/index.mjs';
import { checkApis, checkApp } from './checks.mjs';
import { closure, componentGraph } from './components.mjs';
import { checkIcons, namedIcons } from './icons.mjs';
import { BuildError, Project } from './project.mjs';
import { modules } from './scripts.mjs';
import { packageSizes } from './sizes.mjs';
import { css } from './styles.mjs';
import { compiledBuiltins, compiledTemplates } from './templates.mjs';

const ENGINE = fileURLToPath(new URL('../engine/main.mjs', import.meta.url));
// The compiler leaves two hooks for WXS: as it is, a listener is only passed on.
const WXS_HOOKS = 'A:function(a){return a},B:function(a){return a}';
const WXS_MODULES = 'var modules = Object.create(null';
const WXS_HOOKED = 'A:function(a){return __wxs.property(a)},B:function(a){return a},C:function(){return __wxs.event.apply(null,arguments)}';

/**
 * @typedef {object} Built
 * @property {Map<string, string>} files what the browser loads, by name
 * @property {Project} project with the sources that were used
 * @property {import('./sizes.mjs').Size[]} sizes
 * @property {{ pages: number, components: number, modules: number }} counts
 */

/**
 * @param {string} root the folder with app.json
 * @param {{ modules?: string, icons?: string, engine?: string }} [options] folders of packages and icons; an engine made before
 * @returns {Built}
 * @throws {BuildError} naming every problem
 */
export function buildApp(root, options = {}) {
  const project = new Project(root, options.modules);
  const pictures = options.icons ?? path.join(project.modules, 'tdesign-icons-svg/src');
  /** @type {string[]} */
  const problems = [];
  checkApp(project, problems);
  const graph = componentGraph(project, problems);
  const builtins = builtinTemplates();
  const templates = new Map(project.packages.map(({ root: home }) => {
    const own = Object.fromEntries(Object.entries(graph.entries).filter(([name]) => project.packageOf(name).root === home));
    return [home, hooked(compiledTemplates(project, { ...graph, entries: own }, builtins, problems))];
  }));
  const code = modules(project, ['app.js', ...Object.keys(graph.entries).map((name) => `${name}.js`)], problems);
  const tags = new Set(Object.keys(builtins));
  const icons = namedIcons(project, pictures);
  /** @type {Record<string, string>} */
  const styles = {};
  for (const [name, { scope, page }] of Object.entries(graph.entries)) {
    styles[name] = css(project, `${name}.wxss`, { scope, page: page ? name : undefined, tags, icons }, problems);
  }
  const entries = Object.fromEntries(
    Object.entries(graph.entries).map(([name, entry]) => [name, { ...entry, needs: entry.page ? closure(graph, name) : undefined }]),
  );
  const appCss = css(project, 'app.wxss', { tags, icons }, problems);
  checkApis(project, [...code.keys()], problems);
  checkIcons(project, pictures, problems);
  const sizes = packageSizes(project, problems);
  if (problems.length) throw new BuildError([...new Set(problems)]);
  const { app, packages } = project;
  const own = (/** @type {string} */ home) => Object.fromEntries(Object.entries(entries).filter(([name]) => project.packageOf(name).root === home));
  const manifest = { app, packages, global: graph.global, entries: own(''), css: appCss };
  const files = new Map();
  const parts = (/** @type {string} */ home) => [packagePart(project, home, templates.get(home) ?? '{}', styles, home ? own(home) : {}), codeOf(project, code, home)];
  files.set('app.js', [`window.__builtins=${compiledBuiltins(builtins)};`, `window.__manifest=${JSON.stringify(manifest)};`, ...parts('')].join('\n'));
  for (const each of packages.slice(1)) files.set(`package-${each.name}.js`, parts(each.root).join('\n'));
  const engine = options.engine ?? builtEngine();
  const engineName = `engine-${createHash('sha256').update(engine).digest('hex').slice(0, 12)}.js`;
  files.set(engineName, engine);
  files.set('index.html', page(engineName));
  const counts = { pages: project.pages.length, components: Object.keys(entries).length, modules: code.size };
  return { files, project, sizes, counts };
}

/** The engine as one script. */
export function builtEngine() {
  const made = buildSync({
    entryPoints: [ENGINE], bundle: true, write: false, minify: true, format: 'iife', target: 'es2022',
    loader: { '.css': 'text' }, charset: 'utf8', keepNames: true,
  });
  return made.outputFiles[0].text;
}

/** What a package brings beside its code. @param {Project} project @param {string} root @param {string} templates @param {Record<string, string>} styles @param {Record<string, any>} entries */
function packagePart(project, root, templates, styles, entries) {
  const own = Object.fromEntries(Object.entries(styles).filter(([name]) => project.packageOf(name).root === root));
  return `__package(${templates},${JSON.stringify(own)},${JSON.stringify(entries)});`;
}

/** Templates whose WXS is heard. @param {string} templates */
function hooked(templates) {
  if (templates.includes(WXS_MODULES) && !templates.includes(WXS_HOOKS)) throw new BuildError(['the template compiler has no WXS hooks where they were']);
  return templates.replace(WXS_HOOKS, WXS_HOOKED);
}

/** @param {Project} project @param {Map<string, string>} code @param {string} root of the package */
function codeOf(project, code, root) {
  return [...code].filter(([file]) => project.packageOf(file).root === root).map(([, text]) => text).join('\n');
}

/** @param {string} engine */
function page(engine) {
  return `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<link rel="icon" href="data:,"><title>小程序</title></head>
<body><script src="settings.js"></script><script src="${engine}"></script><script src="app.js"></script>
<script>preview.start()</script></body></html>
`;
}
