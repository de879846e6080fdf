// What the server and the thread that replays batches tell each other.
import type { Change } from '../src/what-if/change';
import type { Outcome } from '../src/what-if/outcome';
import type { BatchRecord } from '../src/what-if/replay';
import type { SingleChanges } from '../src/what-if/single-changes';
import type { TriedChange } from '../src/what-if/try-change';

/** What can be asked of batches. */
export type ReplayQuestion =
  /** What they come to with these changes. */
  | { readonly name: 'outcome'; readonly changes: readonly Change[] }
  /** What each of these changes would bring alone. */
  | { readonly name: 'tried'; readonly changes: readonly Change[] }
  /** Which single changes would bring most. */
  | { readonly name: 'singles' };

/** What is answered. */
export interface ReplayAnswers {
  readonly outcome: Outcome;
  readonly tried: TriedChanges;
  readonly singles: SingleChanges;
}

/** Single changes beside what they change. */
export interface TriedChanges {
  /** Makespans replayed as recorded, by position of the batch. */
  readonly beforeUs: readonly number[];
  readonly tried: readonly TriedChange[];
}

/** To the thread. It keeps batches until it is told to forget them, so that they cross once for many questions. */
export type ReplayRequest =
  | { readonly type: 'keep'; readonly key: string; readonly records: readonly BatchRecord[] }
  | { readonly type: 'forget'; readonly key: string }
  | { readonly type: 'ask'; readonly id: number; readonly key: string; readonly question: ReplayQuestion };

/** From the thread. */
export type ReplayMessage =
  | { readonly type: 'answer'; readonly id: number; readonly answer: ReplayAnswers[keyof ReplayAnswers] }
  | { readonly type: 'failure'; readonly id: number; readonly message: string };
