/** The tester's desk: two phones, each with its own storage, identity, network and text size. */

const PHONES = [
  { name: 'customer', title: '客户', start: '' },
  { name: 'courier', title: '快递员', start: '' },
];

/** @param {{ name: string, title: string, start: string }} told @param {string} number */
function place(told, number) {
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
  find('.text').addEventListener('change', () => open(told.start));
  find('.reload').addEventListener('click', () => open(told.start));
  find('.clear').addEventListener('click', () => {
    Object.keys(localStorage).filter((key) => key.startsWith(`${told.name}:`)).forEach((key) => localStorage.removeItem(key));
    open(told.start);
  });
  open(told.start);
  return { section, open, ready: () => phone()?.network.set(find('.network').value) };
}

/** A card that one phone shared can be opened on the other. @param {HTMLElement} line @param {any} card @param {(page: string) => void} open */
function showShared(line, card, open) {
  const button = Object.assign(document.createElement('button'), { textContent: '在另一台手机打开', type: 'button' });
  button.addEventListener('click', () => open(card.path));
  line.replaceChildren(`${card.title} `, button);
  line.hidden = false;
}

const settings = /** @type {any} */ (window).__settings;
const places = PHONES.map((told, index) => place(told, settings.phones[index] ?? ''));
document.getElementById('desk')?.append(...places.map((each) => each.section));

addEventListener('message', (event) => {
  const at = PHONES.findIndex(({ name }) => name === event.data?.preview);
  if (event.origin !== location.origin || at < 0) return;
  if (event.data.kind === 'ready') places[at].ready();
  if (event.data.kind === 'shared') {
    showShared(/** @type {HTMLElement} */ (places[at].section.querySelector('.shared')), event.data, places[1 - at].open);
  }
});
