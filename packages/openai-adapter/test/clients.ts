import OpenAI7 from 'openai';
import OpenAI5 from 'openai5';
import OpenAI6 from 'openai6';

/** The client in the versions of the peer range. */
export const CLIENTS: readonly (readonly [version: string, OpenAI: typeof OpenAI7])[] = [
  // The types of their methods differ in what is of no matter here.
  ['5', OpenAI5 as unknown as typeof OpenAI7],
  ['6', OpenAI6 as unknown as typeof OpenAI7],
  ['7', OpenAI7],
];
