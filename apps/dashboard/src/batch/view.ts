/** The stretch of a batch that the timeline shows, in µs since the batch was submitted. */
export interface TimeView {
  readonly fromUs: number;
  readonly toUs: number;
}

/** Nobody needs to see less than this: times are whole µs. */
const MIN_SPAN_US = 20;

/** The whole batch. */
export function fitView(endUs: number): TimeView {
  return { fromUs: 0, toUs: endUs };
}

/** A view within the batch, not shorter than what can be told apart; its length is kept where it can be. */
export function clampView({ fromUs, toUs }: TimeView, endUs: number): TimeView {
  const spanUs = Math.min(endUs, Math.max(Math.min(MIN_SPAN_US, endUs), toUs - fromUs));
  const startUs = Math.min(Math.max(0, fromUs), endUs - spanUs);
  return { fromUs: startUs, toUs: startUs + spanUs };
}

/**
 * Brings the batch closer, or further away, around a place that stays where it is.
 *
 * @param factor - Above 1 shows less time, below 1 more.
 * @param atUs - The place under the hand.
 */
export function zoomView(view: TimeView, endUs: number, factor: number, atUs: number): TimeView {
  const spanUs = view.toUs - view.fromUs;
  const nextUs = Math.min(endUs, Math.max(MIN_SPAN_US, spanUs / factor));
  const share = (atUs - view.fromUs) / spanUs;
  const fromUs = atUs - share * nextUs;
  return clampView({ fromUs, toUs: fromUs + nextUs }, endUs);
}

/** Moves the view by a share of its own length; to the right when positive. */
export function panView(view: TimeView, endUs: number, share: number): TimeView {
  const byUs = (view.toUs - view.fromUs) * share;
  return clampView({ fromUs: view.fromUs + byUs, toUs: view.toUs + byUs }, endUs);
}

/**
 * Follows two fingers: what was under each stays under it.
 *
 * @param before - Where they were, as shares of the view's width.
 * @param after - Where they are now.
 */
export function pinchView(
  view: TimeView,
  endUs: number,
  before: readonly [number, number],
  after: readonly [number, number],
): TimeView {
  const [centre, nextCentre] = [(before[0] + before[1]) / 2, (after[0] + after[1]) / 2];
  const spread = Math.max(MIN_SPREAD, Math.abs(before[1] - before[0]));
  const factor = Math.max(MIN_SPREAD, Math.abs(after[1] - after[0])) / spread;
  const zoomed = zoomView(view, endUs, factor, view.fromUs + centre * (view.toUs - view.fromUs));
  return panView(zoomed, endUs, centre - nextCentre);
}

// Fingers that touch have no distance to speak of.
const MIN_SPREAD = 0.02;

export function isWhole(view: TimeView, endUs: number): boolean {
  return view.fromUs <= 0 && view.toUs >= endUs;
}

/** `1500000-2000000`, as it stands in the URL; null for what is no view. */
export function parseView(text: string): TimeView | null {
  const match = /^(\d{1,15})-(\d{1,15})$/.exec(text);
  if (match === null) return null;
  const view = { fromUs: Number(match[1]), toUs: Number(match[2]) };
  return view.fromUs < view.toUs ? view : null;
}

export function serializeView({ fromUs, toUs }: TimeView): string {
  return `${Math.round(fromUs)}-${Math.round(toUs)}`;
}

/** A place in the view, in CSS: the timeline stretches with the page, without measuring it. */
export function placeIn(view: TimeView, us: number): string {
  return `${Math.round(((us - view.fromUs) / (view.toUs - view.fromUs)) * 1e5) / 1e3}%`;
}

/** A stretch cut to what the view shows, with a little to spare so that no edge is drawn where it was cut. */
export function cutToView(view: TimeView, startUs: number, endUs: number): TimeView | null {
  const spareUs = (view.toUs - view.fromUs) * 0.02;
  const fromUs = Math.max(startUs, view.fromUs - spareUs);
  const toUs = Math.min(endUs, view.toUs + spareUs);
  return fromUs > toUs ? null : { fromUs, toUs };
}
