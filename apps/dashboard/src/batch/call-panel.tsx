import { displayName } from '@/lib/display-name';
import { formatCount } from '@/lib/format';
import { OutcomeGlyph } from '@/ui/glyphs';
import { PlainToolName, ToolSwatch } from '@/ui/tool-name';
import type { CallLink, CallModel, Payload } from './prepare-calls';

interface CallPanelProps {
  readonly call: CallModel;
  readonly callCount: number;
  readonly onSelect: (seq: number) => void;
}

/** Everything recorded about one call. */
export function CallPanel({ call, callCount, onSelect }: CallPanelProps) {
  return (
    <section className="panel" aria-label={`Call ${call.seq}`}>
      <header>
        <h2>
          Call {formatCount(call.seq)} of {formatCount(callCount)}
        </h2>
        <span className="end not-phone">
          <kbd>j</kbd> <kbd>k</kbd> next, previous
        </span>
      </header>
      <p className="mb-[12px] flex flex-wrap items-center gap-x-[16px] gap-y-[4px] text-title font-[600]">
        <span className="tool">
          <ToolSwatch color={call.color} />
          <PlainToolName toolName={call.toolName} />
        </span>
        <span className="status">
          <OutcomeGlyph outcome={call.outcome} />
          {call.cameTo}
        </span>
      </p>
      <dl className="facts">
        <dt>Call id</dt>
        <dd className="mono">{displayName(call.callId)}</dd>
        {call.externalId === null ? null : (
          <>
            <dt>External id</dt>
            <dd className="mono">{displayName(call.externalId)}</dd>
          </>
        )}
        {call.facts.map(({ label, value }) => (
          <div className="contents" key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
        <Links label="Needs" links={call.needs} onSelect={onSelect} />
        <Links label="Needed by" links={call.neededBy} onSelect={onSelect} />
      </dl>
      {call.attempts.length === 0 ? null : <Attempts call={call} />}
      {call.errors.map(({ title, text }) => (
        <div className="mt-[16px]" key={title}>
          <h3 className="font-[600]">{title}</h3>
          <p className="mono mt-[4px] text-muted wrap-anywhere">{displayName(text)}</p>
        </div>
      ))}
      <PayloadView title="Arguments" payload={call.args} />
      <PayloadView title="Output" payload={call.output} />
      {call.args.text === null && call.output.text === null ? (
        <p className="note mt-[16px]">Arguments and output were not captured.</p>
      ) : null}
    </section>
  );
}

interface LinksProps {
  readonly label: string;
  readonly links: readonly CallLink[];
  readonly onSelect: (seq: number) => void;
}

function Links({ label, links, onSelect }: LinksProps) {
  if (links.length === 0) return null;
  return (
    <>
      <dt>{label}</dt>
      <dd>
        {links.map(({ seq, toolName }) => (
          <button key={seq} type="button" className="link ml-[8px]" onClick={() => onSelect(seq)}>
            {seq} <PlainToolName toolName={toolName} />
          </button>
        ))}
      </dd>
    </>
  );
}

function Attempts({ call }: { readonly call: CallModel }) {
  return (
    <table className="dense mt-[16px]">
      <thead>
        <tr>
          <th scope="col">Attempt</th>
          <th scope="col" className="number">
            Start
          </th>
          <th scope="col" className="number">
            Run
          </th>
          <th scope="col">Came to</th>
        </tr>
      </thead>
      <tbody>
        {call.attempts.map((attempt) => (
          <tr key={attempt.attempt}>
            <td>{attempt.attempt}</td>
            <td className="number">{attempt.start}</td>
            <td className="number">{attempt.run}</td>
            <td>
              <span className="status">
                <OutcomeGlyph outcome={attempt.outcome} />
                {attempt.outcome}
                {attempt.isAbandoned ? ', abandoned' : ''}
              </span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function PayloadView({ title, payload }: { readonly title: string; readonly payload: Payload }) {
  if (payload.text === null) return null;
  return (
    <div className="mt-[16px]">
      <h3 className="font-[600]">
        {title}
        <span className="font-[400] text-muted">, captured</span>
      </h3>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, which the keyboard must be able to do. */}
      <section className="code mt-[4px] max-h-[320px]" tabIndex={0} aria-label={title}>
        <pre className="whitespace-pre-wrap wrap-anywhere">{payload.text}</pre>
      </section>
      {payload.cutCount === 0 ? null : (
        <p className="note mt-[4px]">{payload.cutCount.toLocaleString('en-US')} more characters are not shown.</p>
      )}
    </div>
  );
}
