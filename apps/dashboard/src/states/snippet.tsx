import { CopyButton } from '@/ui/copy-button';
import { codeTokens, snippetLines } from './prepare-snippet';

/** The three lines of code that fill the page, and a button that copies them. */
export function Snippet({ url }: { readonly url: string }) {
  const lines = snippetLines(url);
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls sideways, which the keyboard must be able to do. */}
      <section className="code mt-[20px]" tabIndex={0} aria-label="Code that records batches">
        <pre>
          {lines.map((line) => (
            <span key={line}>
              {codeTokens(line).map((token, index) => {
                // Tokens of a fixed line.
                const key = index;
                return (
                  <span key={key} className={token.kind === 'plain' ? undefined : token.kind}>
                    {token.text}
                  </span>
                );
              })}
              {'\n'}
            </span>
          ))}
        </pre>
      </section>
      <div className="mt-[12px] flex flex-wrap items-center gap-[12px]">
        <CopyButton text={`${lines.join('\n')}\n`} />
        <span className="note">
          No agent at hand? <code>npm run demo</code> runs one.
        </span>
      </div>
    </>
  );
}
