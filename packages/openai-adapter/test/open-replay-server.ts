import { afterAll, afterEach } from 'vitest';
import { checkTranscript } from './check-transcript.js';
import { type ReplayServer, startReplayServer } from './replay-server.js';

/** A replay server for the tests of one file. After each of them, what it sent is checked: the Responses API sends no messages. */
export async function openReplayServer(): Promise<ReplayServer> {
  const server = await startReplayServer();
  afterEach(() => {
    for (const { messages } of server.requests) if (messages !== undefined) checkTranscript(messages);
  });
  afterAll(() => server.close());
  return server;
}
