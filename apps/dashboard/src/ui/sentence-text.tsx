import type { CSSProperties } from 'react';
import type { Sentence } from '@/lib/sentence';
import { CAUSES } from './causes';
import { PlainToolName } from './tool-name';

/** A prepared sentence: tools in mono, the number it is about underlined. */
export function SentenceText({ sentence }: { readonly sentence: Sentence }) {
  return (
    <span className="sentence">
      {sentence.map((part, index) => {
        // A sentence's parts never change places.
        const key = index;
        if (typeof part === 'string') return part;
        if ('tool' in part) return <PlainToolName key={key} toolName={part.tool} />;
        return (
          <em key={key} style={{ '--cause': CAUSES[part.kind ?? 'run'].color } as CSSProperties}>
            {part.emphasis}
          </em>
        );
      })}
    </span>
  );
}
