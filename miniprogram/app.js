import { config } from './config.js';
import { account } from './stores/account.js';
import { draftStore } from './stores/draft.js';

App({
  onLaunch({ path }) {
    if (config.transport === 'cloud') wx.cloud.init({ env: config.cloudEnv });
    account.recall();
    if (!path.startsWith('courier/')) signInAhead();
    draftStore.recall();
    updateWhenReady();
  },
});

/** Sign in while the first page is made. A failure is not told here: the page's own first call signs in, or says why not. */
function signInAhead() {
  account.signIn().catch(() => {});
}

/** A new version is taken at once: the backend speaks to one version at a time. */
function updateWhenReady() {
  const updates = wx.getUpdateManager();
  updates.onUpdateReady(async () => {
    await wx.showModal({ title: '有新版本', content: '新版本已准备好，重启后生效', showCancel: false, confirmText: '重启' });
    updates.applyUpdate();
  });
}
