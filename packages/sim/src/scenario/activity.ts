/** The day's rhythm: flow is thickest at the open and the close (Jain and Joh 1988). */
import type { SessionSetup } from './scenario.ts';

/** Multiple of flow at `nowNs`: a parabola through the open, half-way and the close, level beyond; 1 where none is given. */
export function activityAt({ activity, openNs, closeNs }: SessionSetup, nowNs: number): number {
  if (activity === undefined) return 1;
  const { open, midday, close } = activity;
  const half = (closeNs - openNs) / 2;
  const x = Math.max(-1, Math.min(1, (nowNs - openNs) / half - 1));
  return midday + ((close - open) / 2) * x + ((close + open) / 2 - midday) * x * x;
}

/** The most that it is in the day. */
export const mostActivity = ({ activity }: SessionSetup): number =>
  activity === undefined ? 1 : Math.max(activity.open, activity.midday, activity.close);
