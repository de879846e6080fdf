// A thread that replays batches for the server: however long it takes, other pages are answered meanwhile.
import { parentPort } from 'node:worker_threads';
import { type Outcome, outcomeOf } from '../src/what-if/outcome';
import type { BatchRecord } from '../src/what-if/replay';
import { settingsOf } from '../src/what-if/settings';
import { singleChanges } from '../src/what-if/single-changes';
import { tryChange } from '../src/what-if/try-change';
import type { ReplayAnswers, ReplayMessage, ReplayQuestion, ReplayRequest } from './replay-messages';

const kept = new Map<string, Workload>();

/** Batches, and what they come to as they were recorded: what every question begins with. */
class Workload {
  readonly records: readonly BatchRecord[];
  #recorded: Outcome | null = null;

  constructor(records: readonly BatchRecord[]) {
    this.records = records;
  }

  get recorded(): Outcome {
    this.#recorded ??= outcomeOf(this.records, []);
    return this.#recorded;
  }
}

parentPort?.on('message', (request: ReplayRequest) => {
  if (request.type === 'keep') kept.set(request.key, new Workload(request.records));
  else if (request.type === 'forget') kept.delete(request.key);
  else parentPort?.postMessage(answered(request.id, request.question, kept.get(request.key) ?? new Workload([])));
});

function answered(id: number, question: ReplayQuestion, workload: Workload): ReplayMessage {
  try {
    return { type: 'answer', id, answer: answerTo(question, workload) };
  } catch (error) {
    return { type: 'failure', id, message: error instanceof Error ? error.message : String(error) };
  }
}

function answerTo(question: ReplayQuestion, { records, recorded }: Workload): ReplayAnswers[keyof ReplayAnswers] {
  const beforeUs = recorded.makespansUs;
  switch (question.name) {
    case 'outcome':
      return question.changes.length === 0 ? recorded : outcomeOf(records, question.changes);
    case 'tried':
      return { beforeUs, tried: question.changes.map((change) => tryChange(records, beforeUs, change)) };
    case 'singles':
      return singleChanges(records, beforeUs, settingsOf(records));
    default:
      return question satisfies never;
  }
}
