import type { CutFacts } from './run-types.js';

/** How long an answer may be, and what is done to a longer one. */
export interface CutRule {
  readonly maxResultChars: number;
  readonly cutResult: (text: string, facts: CutFacts) => string;
}

/** Keeps begin and end of a text that is too long, with a note between them. */
export function cutMiddle(text: string, { maxChars }: CutFacts): string {
  const half = Math.floor(maxChars / 2);
  const leftOut = text.length - 2 * half;
  return `${text.slice(0, half)}\n[… ${leftOut} of ${text.length} characters left out …]\n${text.slice(text.length - half)}`;
}

/** A text as it may be sent. */
export function cutText(
  text: string,
  call: { id: string; name: string },
  { maxResultChars, cutResult }: CutRule,
): string {
  if (text.length <= maxResultChars) return text;
  return String(cutResult(text, { callId: call.id, toolName: call.name, maxChars: maxResultChars }));
}
