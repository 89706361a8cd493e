/** A sign beside a word; its colour is the text's. */
Component({
  options: { virtualHost: true },
  properties: { name: String, size: { type: String, value: '' } },
});
