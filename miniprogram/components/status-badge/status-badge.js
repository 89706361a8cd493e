/** A state by word, icon and tone. */
Component({
  properties: { icon: String, label: String, tone: String },
});
