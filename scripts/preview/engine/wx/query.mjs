/** Questions about elements: their places on the screen, their canvases, when they come into sight. */

/** @param {any} phone */
export function query(phone) {
  return {
    createSelectorQuery: () => new SelectorQuery(phone),
    createIntersectionObserver: (/** @type {any} */ component, /** @type {any} */ options) => component.createIntersectionObserver(options),
  };
}

class SelectorQuery {
  /** @param {any} phone */
  constructor(phone) {
    this.phone = phone;
    /** @type {any} */
    this.scope = null;
    /** @type {{ selector: string | null, all: boolean, fields: any, answer?: (result: any) => void }[]} */
    this.questions = [];
  }

  /** @param {any} component */
  in(component) {
    this.scope = component;
    return this;
  }

  /** @param {string} selector */
  select(selector) {
    return this.#of(selector, false);
  }

  /** @param {string} selector */
  selectAll(selector) {
    return this.#of(selector, true);
  }

  selectViewport() {
    return this.#of(null, false);
  }

  /** @param {(results: any[]) => void} [answer] */
  exec(answer) {
    // Answers come after the next drawing, as from the other thread in WeChat.
    requestAnimationFrame(() => {
      const results = this.questions.map((question) => {
        const result = this.#answer(question);
        question.answer?.(result);
        return result;
      });
      answer?.(results);
    });
    return this;
  }

  /** @param {string | null} selector @param {boolean} all */
  #of(selector, all) {
    const ask = (/** @type {any} */ fields) => (/** @type {any} */ answer) => {
      this.questions.push({ selector, all, fields, answer });
      return this;
    };
    return {
      boundingClientRect: ask({ id: true, dataset: true, rect: true, size: true }),
      scrollOffset: ask({ id: true, dataset: true, scrollOffset: true }),
      node: ask({ node: true }),
      context: ask({ context: true }),
      fields: (/** @type {any} */ fields, /** @type {any} */ answer) => ask(fields)(answer),
    };
  }

  /** @param {{ selector: string | null, all: boolean, fields: any }} question */
  #answer({ selector, all, fields }) {
    if (selector === null) return this.#viewport();
    const component = this.scope ?? this.phone.frame.instance();
    const tree = component?._$?.getShadowRoot();
    if (!tree) return all ? [] : null;
    const found = all ? tree.querySelectorAll(selector) : [tree.querySelector(selector)].filter(Boolean);
    const results = found.map((/** @type {any} */ node) => told(node, fields));
    return all ? results : (results[0] ?? null);
  }

  #viewport() {
    const page = this.phone.frame.scroller();
    const { clientWidth: width, clientHeight: height, scrollTop, scrollLeft, scrollHeight, scrollWidth } = page;
    return { id: '', dataset: {}, left: 0, top: 0, right: width, bottom: height, width, height, scrollTop, scrollLeft, scrollHeight, scrollWidth };
  }
}

/** Each field that may be asked for, and its part of the answer. @type {Record<string, (node: any, element: HTMLElement, wanted: any) => any>} */
const FIELDS = {
  id: (node) => ({ id: node.id }),
  dataset: (node) => ({ dataset: node.dataset }),
  rect(_node, element) {
    const page = element.closest('.wx-page-holder')?.getBoundingClientRect() ?? { left: 0, top: 0 };
    const box = element.getBoundingClientRect();
    const [left, top] = [box.left - page.left, box.top - page.top];
    return { left, top, right: left + box.width, bottom: top + box.height };
  },
  size(_node, element) {
    const { width, height } = element.getBoundingClientRect();
    return { width, height };
  },
  scrollOffset(_node, { scrollTop, scrollLeft, scrollHeight, scrollWidth }) {
    return { scrollTop, scrollLeft, scrollHeight, scrollWidth };
  },
  properties: (node, _element, names) => picked(names, (name) => node.getMethodCaller?.().data[name]),
  computedStyle(_node, element, names) {
    const style = getComputedStyle(element);
    return picked(names, (name) => style.getPropertyValue(name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)));
  },
  node: (node, element) => ({ node: element.querySelector('canvas') ?? node.getMethodCaller?.() }),
  context: () => ({ context: null }),
};

/** @param {string[]} names @param {(name: string) => any} read */
const picked = (names, read) => Object.fromEntries(names.map((name) => [name, read(name)]));

/** @param {any} node @param {any} fields */
function told(node, fields) {
  const wanted = Object.entries(fields).filter(([name, value]) => value && name in FIELDS);
  return Object.assign({}, ...wanted.map(([name, value]) => FIELDS[name](node, node.$$, value)));
}
