/** What is wrong with a page as it stands on the screen, measured in the DOM: overflow, cut text, small targets, faint text. */

/**
 * Runs in the phone. All that it needs is inside it, for it travels as text.
 * @param {{ target: number, contrast: number }} least in px, and as WCAG counts it
 * @returns {string[]} complaints
 */
function complaints({ target, contrast }) {
  const page = /** @type {HTMLElement} */ (document.querySelector('.wx-page-holder:not([hidden]) wx-page'));
  const window_ = page.getBoundingClientRect();
  const shown = (/** @type {Element} */ element) => {
    const { width, height } = element.getBoundingClientRect();
    const { visibility, opacity } = getComputedStyle(element);
    return width > 0 && height > 0 && visibility === 'visible' && opacity !== '0';
  };
  const all = [...page.querySelectorAll('*')].filter(shown);
  const named = (/** @type {Element} */ element) => {
    const text = (element.textContent ?? '').trim().slice(0, 16) || element.getAttribute('aria-label') || '';
    return `<${element.localName.replace('wx-', '')} class="${(element.getAttribute('class') ?? '').replace(/\bs\w+--/g, '')}"> ${text}`;
  };
  const ownText = (/** @type {Element} */ element) =>
    [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && (node.textContent ?? '').trim() !== '');

  const scrolls = (/** @type {Element | null} */ element) => {
    for (let at = element; at && at !== page; at = at.parentElement) if (/auto|scroll/.test(getComputedStyle(at).overflowX)) return true;
    return false;
  };
  const overflowing = () => [
    ...(page.scrollWidth > page.clientWidth + 1 ? [`page is ${page.scrollWidth} px wide in ${page.clientWidth}`] : []),
    ...all
      .filter((element) => element.getBoundingClientRect().right > window_.right + 1 && !scrolls(element))
      .map((element) => `beyond the right edge: ${named(element)}`),
  ];

  const cut = () =>
    all
      .filter((element) => {
        const { overflowX, textOverflow } = getComputedStyle(element);
        const tight = element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 4;
        return overflowX === 'hidden' && textOverflow !== 'ellipsis' && tight && element.clientWidth > 1 && (element.textContent ?? '').trim() !== '';
      })
      .map((element) => `text is cut: ${named(element)}`);

  const TARGETS = '[role=button], [role=checkbox], [role=radio], [role=switch], [role=link], wx-button, wx-input, wx-textarea, wx-picker, wx-navigator';
  const small = () =>
    all
      .filter((element) => element.matches(TARGETS))
      .filter((element) => {
        const { width, height } = element.getBoundingClientRect();
        return width < target - 0.5 || height < target - 0.5;
      })
      .map((element) => {
        const { width, height } = element.getBoundingClientRect();
        return `target of ${Math.round(width)} × ${Math.round(height)} px: ${named(element)}`;
      });

  const numbers = (/** @type {string} */ colour) => (colour.match(/[\d.]+/g) ?? []).map(Number);
  const light = (/** @type {number[]} */ [red, green, blue]) => {
    const part = (/** @type {number} */ value) => (value / 255 <= 0.03928 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
    return 0.2126 * part(red) + 0.7152 * part(green) + 0.0722 * part(blue);
  };
  const over = (/** @type {number[]} */ [red, green, blue, alpha = 1], /** @type {number[]} */ below) =>
    [red, green, blue].map((value, at) => value * alpha + below[at] * (1 - alpha));
  const ground = (/** @type {Element | null} */ element) => {
    const layers = [];
    for (let at = element; at; at = at.parentElement) {
      const colour = numbers(getComputedStyle(at).backgroundColor);
      if (colour.length < 3 || colour[3] === 0) continue;
      layers.unshift(colour);
      if (colour[3] === undefined || colour[3] === 1) break;
    }
    return layers.reduce((below, layer) => over(layer, below), [255, 255, 255]);
  };
  const ratio = (/** @type {Element} */ element, /** @type {string} */ colour) => {
    const below = ground(element);
    const [one, other] = [light(over(numbers(colour), below)), light(below)].sort((a, b) => b - a);
    return (one + 0.05) / (other + 0.05);
  };
  const disabled = (/** @type {Element} */ element) => Boolean(element.closest('[disabled], [aria-disabled=true]'));
  const faint = () => {
    const texts = all.filter((element) => ownText(element) && !disabled(element)).map((element) => ({ element, colour: getComputedStyle(element).color }));
    const hints = all
      .filter((element) => element.matches('input, textarea') && element.getAttribute('placeholder'))
      .map((element) => ({ element, colour: getComputedStyle(element, '::placeholder').color }));
    return [...texts, ...hints]
      .map(({ element, colour }) => ({ element, colour, found: ratio(element, colour) }))
      .filter(({ found }) => found < contrast)
      .map(({ element, colour, found }) => `contrast ${found.toFixed(2)} of ${colour}: ${named(element)}`);
  };

  return [...new Set([...overflowing(), ...cut(), ...small(), ...faint()])];
}

/** @param {import('./phone.mjs').Phone} phone @returns {Promise<string[]>} */
export async function faultsOf(phone) {
  // Colours that still change are not yet what people see.
  await phone.tab.waitForFunction(() => !document.getAnimations().some((each) => each instanceof CSSTransition));
  return phone.tab.evaluate(complaints, { target: 44, contrast: 4.5 });
}
