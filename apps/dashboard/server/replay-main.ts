// A thread that replays batches for the server: however long it takes, other pages are answered meanwhile.
import { parentPort } from 'node:worker_threads';
import { outcomeOf } from '../src/what-if/outcome';
import type { BatchRecord } from '../src/what-if/replay';
import { settingsOf } from '../src/what-if/settings';
import { singleChanges } from '../src/what-if/single-changes';
import type { ReplayAnswers, ReplayMessage, ReplayQuestion, ReplayRequest } from './replay-messages';

const kept = new Map<string, readonly BatchRecord[]>();

parentPort?.on('message', (request: ReplayRequest) => {
  if (request.type === 'keep') kept.set(request.key, request.records);
  else if (request.type === 'forget') kept.delete(request.key);
  else parentPort?.postMessage(answered(request.id, request.question, kept.get(request.key) ?? []));
});

function answered(id: number, question: ReplayQuestion, records: readonly BatchRecord[]): ReplayMessage {
  try {
    return { type: 'answer', id, answer: answerTo(question, records) };
  } catch (error) {
    return { type: 'failure', id, message: error instanceof Error ? error.message : String(error) };
  }
}

function answerTo(question: ReplayQuestion, records: readonly BatchRecord[]): ReplayAnswers[keyof ReplayAnswers] {
  if (question.name === 'outcome') return outcomeOf(records, question.changes);
  return singleChanges(records, outcomeOf(records, []), settingsOf(records));
}
