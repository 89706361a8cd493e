/** One look at what the page's address shows. */

/**
 * @typedef {{ lng: number, lat: number }} Place
 * @typedef {Place & { sequence: number, state: 'live' | 'last_seen', seen_s_ago: number, precision_m: number,
 *   courier_id?: string, on_duty?: boolean }} Position
 * @typedef {{ sequence: number, state: string, position?: Position, home?: Place, distance_m?: number,
 *   seen_s_ago?: number, arrival?: { earliest: string, latest: string, stops_before: number } }} Parcel
 * @typedef {{ sequence: number, positions: Position[] }} Outlet
 * @typedef {Place & { at: string, speed_mps: number, jumped: boolean }} TrackPoint
 * @typedef {Place & { arrived_at: string, left_at: string, duration_s: number }} Stop
 * @typedef {{ day: string, distance_m: number, fastest_mps: number, points: TrackPoint[], stops: Stop[] }} Track
 * @typedef {{ kind: string, parcels: number, arrives_at: string, place: Place }} TourStop
 * @typedef {{ version: number, ends_at: string, distance_m: number, stops: TourStop[], position?: Position,
 *   streets?: Place[] }} Tour
 * @typedef {{ kind: string, coordinates: string, parcel?: Parcel, outlet?: Outlet, track?: Track, tour?: Tour }} Seen
 *
 * @typedef {{ message: string, final: boolean }} Fault `final`: asking again would answer the same
 */

const PATIENCE_MS = 10_000;

/**
 * @param {string} token
 * @param {{ after: number, coordinates: string, day: string }} asked `day` "" is today
 * @returns {Promise<{ seen: Seen, fault: null } | { seen: null, fault: Fault }>}
 */
export async function ask(token, { after, coordinates, day }) {
  const query = new URLSearchParams({ after: String(after), coordinates, ...(day && { day }) });
  try {
    const reply = await fetch(`../map-views/${encodeURIComponent(token)}?${query}`, { signal: AbortSignal.timeout(PATIENCE_MS) });
    const body = await reply.json();
    if (reply.ok) return { seen: body.data, fault: null };
    return { seen: null, fault: { message: body.error.message, final: reply.status < 500 } };
  } catch {
    return { seen: null, fault: { message: '网络不佳，正在重新连接…', final: false } };
  }
}
