/** App(), Page(), Component() and Behavior() on glass-easel, and the roots of pages. */

import * as easel from 'glass-easel';
import { MiniProgramEnv } from 'glass-easel-miniprogram-adapter';
import { backend } from './backend.mjs';
import { builtins } from './builtins/index.mjs';
import { definition } from './builtins/definition.mjs';

const SET_DATA_LIMIT = 1024 * 1024;

export class Components {
  /** @param {any} manifest @param {import('./modules.mjs').Modules} modules @param {any} phone */
  constructor(manifest, modules, phone) {
    this.manifest = manifest;
    this.modules = modules;
    this.phone = phone;
    /** @type {Map<string, any>} */
    this.watched = new Map();
    /** The largest setData so far, in bytes of JSON, and how many there were. */
    this.setData = { largest: 0, count: 0, path: '' };
    const environment = new MiniProgramEnv();
    this.space = environment.createCodeSpace('', true);
    // Fields of a component would hide members of its node: a property may be called `dataset`.
    this.space.getComponentSpace().updateComponentOptions({ writeFieldsToNode: false, writeIdToDOM: true });
    this.backend = environment.associateBackend(/** @type {any} */ (backend(new Set(Object.keys(builtins)))));
    this.named = this.#namedBehaviors();
    /** Attached, but their first layout is not yet done. @type {Set<any>} */
    this.fresh = new Set();
  }

  /** Registers the built-in components and what all share. */
  prepare() {
    const { space, manifest } = this;
    space.addStyleSheet('app', 'app');
    this.backend.registerStyleSheetContent('app', manifest.css);
    for (const [tag, described] of Object.entries(builtins)) this.#prepareBuiltin(tag, described);
  }

  /** Registers the components of a package that has come. @param {Record<string, any>} templates @param {Record<string, string>} styles by component @param {Record<string, any>} entries */
  addPackage(templates, styles, entries) {
    const { space, manifest } = this;
    Object.assign(manifest.entries, entries);
    for (const [path, css] of Object.entries(styles)) {
      const entry = manifest.entries[path];
      const using = Object.fromEntries(Object.entries({ ...manifest.global, ...entry.using }).map(([tag, to]) => [tag, `/${to}`]));
      const generics = Object.entries(entry.generics).map(([name, told]) => [name, told === true ? true : { default: `/${told.default}` }]);
      space.addComponentStaticConfig(path, {
        ...entry.config,
        component: !entry.page || entry.config.component,
        styleIsolation: entry.styling,
        usingComponents: using,
        componentGenerics: generics.length ? Object.fromEntries(generics) : undefined,
      });
      space.addCompiledTemplate(path, { groupList: templates, content: templates[path] });
      if (!css) continue;
      this.backend.registerStyleSheetContent(path, css);
      space.addStyleSheet(path, path, entry.scope || undefined);
    }
  }

  /** The functions that a page's code finds in its scope. */
  constructors() {
    const { space, modules } = this;
    const path = () => {
      if (!modules.component) throw new Error('Component and Page must be called by the module of a component');
      return modules.component;
    };
    const Component = (/** @type {any} */ told) => (told ? space.component(path()).definition(this.#fit(told)).register() : space.component(path()));
    const Page = (/** @type {any} */ told) => space.component(path()).pageDefinition(this.#fit(told)).register();
    const Behavior = (/** @type {any} */ told) => (told ? space.behavior().definition(this.#fit(told)).register() : space.behavior());
    return { Component, Page, Behavior: Object.assign(Behavior, { trait: space.traitBehavior.bind(space) }) };
  }

  /** A new page, not yet in the document. @param {string} path */
  root(path) {
    const needed = this.manifest.entries[path]?.needs ?? [path];
    for (const each of needed) this.modules.load(`${each}.js`);
    return this.backend.createRoot('wx-body', this.space, path);
  }

  /** After a layout: components that were new in it are ready, whether their page opened or an `if` of it turned true. */
  laidOut() {
    const ready = [...this.fresh];
    this.fresh.clear();
    for (const component of ready) component._$.triggerLifetime('ready', []);
  }

  /** @param {any} component */
  #attached(component) {
    this.fresh.add(component);
    setTimeout(() => this.laidOut());
  }

  /** @param {string} tag @param {any} described */
  #prepareBuiltin(tag, described) {
    const { space } = this;
    const path = `wx/${tag}`;
    const group = /** @type {any} */ (window).__builtins[tag];
    space.addCompiledTemplate(path, { groupList: group, content: group[path] });
    space.addComponentStaticConfig(path, { component: true, styleIsolation: /** @type {any} */ ('apply-shared') });
    const type = space.component(path).definition(definition(tag, described, this.phone)).register();
    space.getComponentSpace().setGlobalUsingComponent(tag, /** @type {any} */ (type)._$);
  }

  #namedBehaviors() {
    const field = this.space.behavior().definition({ properties: { name: String, value: /** @type {any} */ (null) } }).register();
    const none = this.space.behavior().definition({}).register();
    return /** @type {Record<string, any>} */ ({
      'wx://form-field': field, 'wx://form-field-group': none, 'wx://form-field-button': none, 'wx://component-export': none,
    });
  }

  /** @param {any} told @returns {any} */
  #fit(told) {
    const behaviors = (told.behaviors ?? []).map((/** @type {any} */ each) => (typeof each === 'string' ? this.named[each] : each));
    if (behaviors.includes(undefined)) throw new Error(`unknown behavior in ${this.modules.component}`);
    return { ...told, behaviors: [this.#watching(), ...behaviors] };
  }

  /** A behaviour that weighs what setData carries, as in WeChat it crosses threads, and asks our own selector queries. */
  #watching() {
    const { setData, modules, phone } = this;
    const path = modules.component ?? '';
    const known = this.watched.get(path);
    if (known) return known;
    const weigh = (/** @type {any} */ data) => {
      const size = JSON.stringify(data)?.length ?? 0;
      setData.count += 1;
      if (size > setData.largest) Object.assign(setData, { largest: size, path });
      if (size > SET_DATA_LIMIT) phone.report(new Error(`setData of ${path} carries ${size} bytes, more than 1 MB`));
      for (const [name, value] of Object.entries(data)) {
        if (value === undefined) phone.warnings.push(`setData of ${path}: "${name}" is undefined`);
      }
    };
    const attached = (/** @type {any} */ component) => this.#attached(component);
    const behavior = this.space.behavior().definition(/** @type {any} */ ({
      attached() {
        attached(this);
      },
      created() {
        const self = /** @type {any} */ (this);
        const set = self.setData;
        self.setData = (/** @type {any} */ data, /** @type {any} */ done) => {
          weigh(data ?? {});
          return set.call(self, data, done);
        };
        self.createSelectorQuery = () => phone.wx.createSelectorQuery().in(self);
      },
    })).register();
    this.watched.set(path, behavior);
    return behavior;
  }
}

/** Errors of components go to the phone's list, not into the void. @param {any} phone */
export function reportErrors(phone) {
  easel.globalOptions.throwGlobalError = false;
  easel.addGlobalErrorListener((error) => {
    phone.report(error);
    return false;
  });
  easel.addGlobalWarningListener((text) => {
    phone.warnings.push(String(text));
    return false;
  });
}
