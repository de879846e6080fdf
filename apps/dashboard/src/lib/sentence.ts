import type { TimeKind } from '@/ui/causes';

/** A piece of a sentence: plain text, a tool's name, or the number the sentence is about, underlined as time of that kind. */
export type SentencePart = string | { readonly tool: string } | { readonly emphasis: string; readonly kind?: TimeKind };

/** A sentence that names tools without being markup. */
export type Sentence = readonly SentencePart[];

/** The sentence as it is read aloud. */
export function plainText(sentence: Sentence): string {
  return sentence
    .map((part) => {
      if (typeof part === 'string') return part;
      return 'tool' in part ? part.tool : part.emphasis;
    })
    .join('');
}
