/** Who is signed in on this phone: one session for the customer, one for the courier, each kept until it is refused. */

/** @typedef {'customer' | 'courier'} As */
/** @typedef {{ id: string, role: string, outlet_id?: string | null, name_masked?: string, phone_masked?: string }} Account */
/** @typedef {{ session: string, account: Account }} Session */

/** @param {As} as */
const keyOf = (as) => `session.${as}`;

/** @param {As} as @returns {Session | null} */
export function kept(as) {
  return wx.getStorageSync(keyOf(as)) || null;
}

/** @param {As} as @param {Session} session */
export function keep(as, session) {
  wx.setStorageSync(keyOf(as), session);
}

/** @param {As} as */
export function forget(as) {
  wx.removeStorageSync(keyOf(as));
}
