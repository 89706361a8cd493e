/** Modules are run when they are first required; a component's module registers that component. */

/** @typedef {{ names: Record<string, string>, run: Function, module: { exports: any } | null }} Definition */

export class Modules {
  constructor() {
    /** @type {Map<string, Definition>} */
    this.defined = new Map();
    /** The component whose module runs: `Component()` may be called by a helper in another module. @type {string | null} */
    this.component = null;
    /** @type {(path: string) => boolean} */
    this.isComponent = () => false;
  }

  /** @param {string} file @param {Record<string, string>} names @param {Function} run */
  define(file, names, run) {
    this.defined.set(file, { names, run, module: null });
  }

  /** The exports of a module. @param {string} file @returns {any} */
  load(file) {
    const definition = this.defined.get(file);
    if (!definition) throw new Error(`module '${file}' is not defined`);
    if (definition.module) return definition.module.exports;
    definition.module = { exports: {} };
    const path = file.replace(/\.js$/, '');
    const before = this.component;
    if (this.isComponent(path)) this.component = path;
    try {
      definition.run(this.#requirer(file, definition), definition.module, definition.module.exports);
    } catch (error) {
      definition.module = null;
      throw error;
    } finally {
      this.component = before;
    }
    return definition.module.exports;
  }

  /** @param {string} file @param {Definition} definition */
  #requirer(file, definition) {
    const require = (/** @type {string} */ name) => {
      const target = definition.names[name];
      if (!target) throw new Error(`module '${name}' is not defined, require args is '${name}' (in ${file})`);
      return this.load(target);
    };
    return Object.assign(require, { async: (/** @type {string} */ name) => Promise.resolve().then(() => require(name)) });
  }
}
