import { config } from './config.js';
import { account } from './stores/account.js';
import { draftStore } from './stores/draft.js';

App({
  onLaunch() {
    if (config.transport === 'cloud') wx.cloud.init({ env: config.cloudEnv });
    account.recall();
    draftStore.recall();
    updateWhenReady();
  },
});

/** A new version is taken at once: the backend speaks to one version at a time. */
function updateWhenReady() {
  const updates = wx.getUpdateManager();
  updates.onUpdateReady(async () => {
    await wx.showModal({ title: '有新版本', content: '新版本已准备好，重启后生效', showCancel: false, confirmText: '重启' });
    updates.applyUpdate();
  });
}
