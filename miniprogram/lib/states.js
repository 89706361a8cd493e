/** How a state looks: a word comes from the server, the icon and the tone from here. */

/** @type {Record<string, { icon: string, tone: 'brand' | 'good' | 'warning' | 'bad' | 'quiet' }>} */
const LOOKS = {
  draft: { icon: 'clock', tone: 'quiet' },
  pending_payment: { icon: 'clock', tone: 'warning' },
  placed: { icon: 'clock', tone: 'brand' },
  assigned: { icon: 'person', tone: 'brand' },
  pickup_failed: { icon: 'warning', tone: 'warning' },
  picked_up: { icon: 'box', tone: 'brand' },
  in_transit: { icon: 'truck', tone: 'brand' },
  at_outlet: { icon: 'house', tone: 'brand' },
  out_for_delivery: { icon: 'truck', tone: 'brand' },
  stored: { icon: 'box', tone: 'brand' },
  delivery_failed: { icon: 'warning', tone: 'warning' },
  refused: { icon: 'cross', tone: 'bad' },
  intercepted: { icon: 'warning', tone: 'warning' },
  returning: { icon: 'back', tone: 'warning' },
  signed: { icon: 'check', tone: 'good' },
  returned: { icon: 'back', tone: 'quiet' },
  cancelled: { icon: 'cross', tone: 'quiet' },
  lost: { icon: 'warning', tone: 'bad' },
  disposed: { icon: 'cross', tone: 'quiet' },
};

/** @param {string} status a state this version does not know yet still looks like something */
export function lookOf(status) {
  return LOOKS[status] || { icon: 'box', tone: 'quiet' };
}

/** The lists of the order page: what people look for. */
export const GROUPS = [
  { value: 'all', label: '不限', status: [] },
  { value: 'waiting', label: '待取件', status: ['pending_payment', 'placed', 'assigned', 'pickup_failed'] },
  { value: 'moving', label: '运输中', status: ['picked_up', 'in_transit', 'at_outlet', 'intercepted', 'returning'] },
  { value: 'arriving', label: '派送中', status: ['out_for_delivery', 'stored', 'delivery_failed', 'refused'] },
  { value: 'ended', label: '已完成', status: ['signed', 'returned', 'cancelled', 'lost', 'disposed'] },
];
