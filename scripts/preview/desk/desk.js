/** The tester's desk: two phones, each with its own storage, identity, network and text size. */

const PHONES = [
  { name: 'customer', title: '客户的手机' },
  { name: 'courier', title: '快递员的手机' },
];

/** @param {{ name: string, title: string }} told @param {string} number its own @param {string} start its first page */
function place(told, number, start) {
  const template = /** @type {HTMLTemplateElement} */ (document.getElementById('phone'));
  const section = /** @type {HTMLElement} */ (/** @type {DocumentFragment} */ (template.content.cloneNode(true)).firstElementChild);
  const find = (/** @type {string} */ selector) => /** @type {any} */ (section.querySelector(selector));
  const frame = find('iframe');
  const phone = () => frame.contentWindow.preview?.phone;
  const kept = `desk:${told.name}:number`;
  section.dataset.phone = told.name;
  find('h2').textContent = told.title;
  frame.title = told.title;
  find('.number').value = localStorage.getItem(kept) ?? number;
  const open = (/** @type {string} */ page) => {
    const query = new URLSearchParams({
      phone: told.name, openid: `preview-${told.name}`, phoneNumber: find('.number').value, textScale: find('.text').value, again: String(Date.now()),
    });
    frame.src = `phone/?${query}#${page}`;
  };
  find('.network').addEventListener('change', () => phone()?.network.set(find('.network').value));
  find('.number').addEventListener('change', () => {
    localStorage.setItem(kept, find('.number').value);
    if (phone()) phone().settings.phoneNumber = find('.number').value;
  });
  find('.text').addEventListener('change', () => open(start));
  find('.reload').addEventListener('click', () => open(start));
  find('.clear').addEventListener('click', () => {
    forget(told.name);
    open(start);
  });
  open(start);
  const ready = () => {
    phone()?.network.set(find('.network').value);
    frame.contentDocument.addEventListener('focusin', (/** @type {FocusEvent} */ event) => void (written = /** @type {any} */ (event.target)));
  };
  return { section, open, ready };
}

/** What a phone kept. @param {string} name */
function forget(name) {
  Object.keys(localStorage).filter((key) => key.startsWith(`${name}:`)).forEach((key) => localStorage.removeItem(key));
}

/** The field of a phone that was written in last. @type {HTMLInputElement | null} */
let written = null;

/** Writes a sample where the cursor was, as a finger on a keyboard would. @param {{ name: string, text: string }} sample */
function sampleButton({ name, text }) {
  const button = Object.assign(document.createElement('button'), { type: 'button' });
  button.append(Object.assign(document.createElement('b'), { textContent: name }), text);
  button.addEventListener('click', () => {
    navigator.clipboard.writeText(text).catch((error) => console.warn(`not copied: ${error.message}`));
    if (!written?.isConnected || !('setRangeText' in written)) return;
    written.focus();
    written.setRangeText(text, written.selectionStart ?? 0, written.selectionEnd ?? 0, 'end');
    written.dispatchEvent(new InputEvent('input', { bubbles: true }));
  });
  return button;
}

/** A card that one phone shared can be opened on the other. @param {HTMLElement} line @param {any} card @param {(page: string) => void} open */
function showShared(line, card, open) {
  const button = Object.assign(document.createElement('button'), { textContent: '在另一台手机打开', type: 'button' });
  button.addEventListener('click', () => open(card.path));
  line.replaceChildren(`${card.title} `, button);
  line.hidden = false;
}

const { desk } = /** @type {any} */ (window).__settings;
if (localStorage.getItem('desk:world') !== desk.world) {
  PHONES.forEach(({ name }) => forget(name));
  localStorage.setItem('desk:world', desk.world);
}
const samples = /** @type {HTMLElement} */ (document.getElementById('samples'));
samples.append(...desk.samples.map(sampleButton));
/** @type {HTMLElement} */ (document.getElementById('hint')).hidden = !desk.samples.length;
const places = PHONES.map((told, index) => place(told, desk.phones[index] ?? '', desk.starts[index] ?? ''));
document.getElementById('desk')?.append(...places.map((each) => each.section));

addEventListener('message', (event) => {
  const at = PHONES.findIndex(({ name }) => name === event.data?.preview);
  if (event.origin !== location.origin || at < 0) return;
  if (event.data.kind === 'ready') places[at].ready();
  if (event.data.kind === 'shared') {
    showShared(/** @type {HTMLElement} */ (places[at].section.querySelector('.shared')), event.data, places[1 - at].open);
  }
});
