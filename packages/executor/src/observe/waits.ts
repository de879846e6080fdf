import type { Waited } from '../schedule/scheduler.js';
import type { WaitCause, WaitRecord } from '../types.js';

/**
 * What a call waited for from ready to start, one cause after the other from `readyUs` on: within the queue the causes may
 * have taken turns, of which only the sums are known.
 *
 * @param waits - Where it is added; null for none yet.
 */
export function addQueueWaits(waits: WaitRecord[] | null, readyUs: number, waited: Waited): WaitRecord[] | null {
  const { conflictUs, gates, toolSlotUs, globalSlotUs, overheadUs } = waited;
  if (conflictUs + toolSlotUs + globalSlotUs + overheadUs === 0 && gates.length === 0) return waits;
  let all = waits;
  let atUs = readyUs;
  all = addWait(all, 'conflict', atUs, atUs + conflictUs);
  atUs += conflictUs;
  for (const { cause, us } of gates) {
    all = addWait(all, cause, atUs, atUs + us);
    atUs += us;
  }
  all = addWait(all, 'tool-slot', atUs, atUs + toolSlotUs);
  atUs += toolSlotUs;
  all = addWait(all, 'global-slot', atUs, atUs + globalSlotUs);
  atUs += globalSlotUs;
  return addWait(all, 'overhead', atUs, atUs + overheadUs);
}

/** @param waits - Where it is added; null for none yet. */
export function addWait(
  waits: WaitRecord[] | null,
  cause: WaitCause,
  startUs: number,
  endUs: number,
): WaitRecord[] | null {
  if (endUs <= startUs) return waits;
  const all = waits ?? [];
  all.push({ cause, startUs, endUs });
  return all;
}
