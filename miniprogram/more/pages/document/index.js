import { DOCUMENTS } from '../../lib/documents.js';

Page({
  data: { sections: DOCUMENTS.service.sections },

  /** @param {{ name?: string }} query */
  onLoad({ name = '' }) {
    const { title, sections } = DOCUMENTS[name] || DOCUMENTS.service;
    void wx.setNavigationBarTitle({ title });
    this.setData({ sections });
  },
});
