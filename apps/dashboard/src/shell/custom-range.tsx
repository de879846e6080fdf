'use client';

import { Popover } from '@base-ui/react/popover';
import { useQueryStates } from 'nuqs';
import { type FormEvent, useState } from 'react';
import { pagingParams, rangeParams } from '@/lib/search-params';

interface CustomRangeProps {
  readonly isCurrent: boolean;
  /** What is shown now, to begin with. */
  readonly fromMs: number;
  readonly toMs: number;
}

/** Asks for a start and an end, in UTC as all times here. */
export function CustomRange({ isCurrent, fromMs, toMs }: CustomRangeProps) {
  const [isOpen, setIsOpen] = useState(false);
  const [isEmpty, setIsEmpty] = useState(false);
  const [, setParams] = useQueryStates({ ...rangeParams, ...pagingParams }, { history: 'push', shallow: false });
  const apply = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const from = parseField(form.get('from'));
    const to = parseField(form.get('to'));
    if (from === null || to === null || from >= to) return setIsEmpty(true);
    setIsEmpty(false);
    setIsOpen(false);
    void setParams({ range: null, until: null, from, to, after: null, row: null });
  };
  return (
    <Popover.Root open={isOpen} onOpenChange={setIsOpen}>
      <Popover.Trigger aria-current={isCurrent} aria-keyshortcuts="t">
        Custom
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner align="start" sideOffset={8}>
          <Popover.Popup className="popup" aria-label="Range of your own">
            <form onSubmit={apply} className="grid gap-[12px]">
              <Field label="From, UTC" name="from" epochMs={fromMs} />
              <Field label="To, UTC" name="to" epochMs={toMs} />
              {isEmpty ? (
                <p className="field-problem" role="alert">
                  The end must be later than the start.
                </p>
              ) : null}
              <button type="submit" className="button primary justify-center">
                Show
              </button>
            </form>
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}

interface FieldProps {
  readonly label: string;
  readonly name: string;
  readonly epochMs: number;
}

function Field({ label, name, epochMs }: FieldProps) {
  return (
    <label className="grid gap-[4px]">
      <span className="note">{label}</span>
      <input
        className="input"
        type="datetime-local"
        name={name}
        required
        min="2020-01-01T00:00"
        max="9999-12-31T23:59"
        defaultValue={new Date(epochMs).toISOString().slice(0, 16)}
      />
    </label>
  );
}

/** The field knows no zone; ours is UTC. */
function parseField(text: FormDataEntryValue | null): number | null {
  const epochMs = typeof text === 'string' ? Date.parse(`${text}Z`) : Number.NaN;
  return Number.isNaN(epochMs) ? null : epochMs;
}
