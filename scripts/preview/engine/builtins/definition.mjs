/** A built-in component made into a glass-easel definition, with what all of them have in common. */

/**
 * @typedef {object} Builtin
 * @property {string} [template] its inner parts; `<slot/>` if not told
 * @property {Record<string, any>} [properties]
 * @property {boolean} [field] a form asks for its value
 * @property {(component: any) => any} [value] the value a form gets; else the property
 * @property {(host: HTMLElement, component: any) => void} [update] after properties changed
 * @property {(host: HTMLElement, component: any, phone: any) => void} [attached]
 * @property {(component: any) => void} [detached]
 * @property {Record<string, Function>} [methods]
 */

const HOVER_AFTER_MS = 50;
const HOVER_STAYS_MS = 400;

/** Whether a boolean attribute is on: `<input disabled>` counts. @param {any} value */
export const on = (value) => value !== false && value !== undefined && value !== null && value !== 0;

/** The DOM element of a component. @param {any} component @returns {HTMLElement} */
export const hostOf = (component) => component._$.$$;

/** The component of a built-in element. @param {Element | null | undefined} element @returns {any} */
export const componentOf = (element) => /** @type {any} */ (element)?.__wxElement?.getMethodCaller?.();

/** @param {any} component @param {string} selector @returns {any} an inner part */
export const part = (component, selector) => hostOf(component).querySelector(selector);

/** @param {any} component @param {(event: any) => void} run */
export const onTap = (component, run) => component._$.addListener('tap', run);

/** The selector of an element by its id: those of components carry a prefix. @param {string} id */
export const byId = (id) => `[id="${CSS.escape(id)}"],[id$="--${CSS.escape(id)}"]`;

/** @param {string} tag @param {Builtin} told @param {any} phone */
export function definition(tag, told, phone) {
  const own = Object.keys(told.properties ?? {});
  const refresh = (/** @type {any} */ component) => component.__attached && hostOf(component) && told.update?.(hostOf(component), component);
  /** @this {any} */
  function changed() {
    refresh(this);
  }
  return /** @type {any} */ ({
    properties: {
      hidden: null, ariaLabel: String, ariaRole: String, ariaHidden: null, ariaDisabled: null, ariaChecked: null,
      hoverClass: String, hoverStopPropagation: Boolean, ...told.properties,
    },
    methods: told.methods ?? {},
    observers: {
      hidden: attribute('hidden', (value) => (value === '' || Boolean(value) ? '' : null)),
      ariaLabel: attribute('aria-label', (value) => value || null),
      ariaRole: attribute('role', (value) => value || null),
      ariaHidden: attribute('aria-hidden', (value) => (value ? 'true' : null)),
      ...(own.length ? { [own.join(',')]: changed } : {}),
    },
    lifetimes: {
      created() {
        const component = /** @type {any} */ (this);
        component.__tag = tag;
        component.__field = told.field === true;
        component.__value = () => (told.value ? told.value(component) : component.data.value);
      },
      attached() {
        const component = /** @type {any} */ (this);
        component.__attached = true;
        told.attached?.(hostOf(component), component, phone);
        hover(hostOf(component), component);
        refresh(component);
      },
      detached() {
        const component = /** @type {any} */ (this);
        component.__attached = false;
        told.detached?.(component);
      },
    },
  });
}

/** @param {string} name @param {(value: any) => string | null} shown null: no attribute */
function attribute(name, shown) {
  /** @this {any} @param {any} value */
  return function (value) {
    const host = hostOf(this);
    const text = shown(value);
    if (text === null) host?.removeAttribute(name);
    else host?.setAttribute(name, text);
  };
}

/** The class of hover-class while a finger is on it. @param {HTMLElement} host @param {any} component */
function hover(host, component) {
  const classes = () => (component.data.hoverClass && component.data.hoverClass !== 'none' ? component.data.hoverClass.split(/\s+/) : []);
  const toggled = (/** @type {boolean} */ over) =>
    component.__attached && classes().forEach((/** @type {string} */ name) => component._$.classList?.toggle(name, over));
  host.addEventListener('pointerdown', () => {
    if (component.data.disabled || component.data.loading) return;
    setTimeout(() => toggled(true), HOVER_AFTER_MS);
    setTimeout(() => toggled(false), HOVER_AFTER_MS + HOVER_STAYS_MS);
  });
}
