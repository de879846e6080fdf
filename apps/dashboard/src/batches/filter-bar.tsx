'use client';

import { Popover } from '@base-ui/react/popover';
import Link from 'next/link';
import { usePathname, useSearchParams } from 'next/navigation';
import { debounce, useQueryStates } from 'nuqs';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { SEARCH_ID } from '@/lib/pages';
import { batchFilterParams, batchListUrl, pagingParams } from '@/lib/search-params';
import type { FilterChip, FilterKey } from './prepare-filters';

const SEARCH_DELAY_MS = 300;
const listParams = { ...batchFilterParams, ...pagingParams };

/** Looks for batches whose id, session, agent or tool begins with what is typed. */
export function SearchField() {
  const [{ q }, setParams] = useQueryStates(listParams, { shallow: false, scroll: false });
  const field = useRef<HTMLInputElement>(null);
  const typed = useRef(q ?? '');
  useEffect(() => {
    // Only what came from elsewhere, say a removed chip: what is being typed stays, and keeps the focus.
    if (field.current === null || typed.current === (q ?? '')) return;
    typed.current = q ?? '';
    field.current.value = typed.current;
  }, [q]);
  useEffect(() => {
    if (location.hash === `#${SEARCH_ID}`) field.current?.focus();
  }, []);
  return (
    <input
      ref={field}
      id={SEARCH_ID}
      className="input search"
      type="search"
      aria-label="Search by how an id, session, agent or tool begins"
      placeholder="Id, session, agent or tool"
      aria-keyshortcuts="/"
      maxLength={300}
      defaultValue={q ?? ''}
      onChange={(event) => {
        typed.current = event.target.value;
        void setParams(
          { q: typed.current === '' ? null : typed.current, after: null, row: null },
          { limitUrlUpdates: debounce(SEARCH_DELAY_MS) },
        );
      }}
    />
  );
}

/** Each filter that holds, with a way to take it away. */
export function FilterChips({ chips }: { readonly chips: readonly FilterChip[] }) {
  const path = usePathname();
  const search = useSearchParams();
  return chips.map(({ key, text }) => (
    <Link
      key={key}
      className="chip"
      href={batchListUrl(`${path}?${search}`, { [key]: null, after: null, row: null })}
      aria-label={`Remove the filter ${text}`}
      prefetch={false}
    >
      <bdi>{text}</bdi> <span aria-hidden="true">×</span>
    </Link>
  ));
}

const ORDERS = [
  ['newest', 'Newest'],
  ['oldest', 'Oldest'],
  ['slowest', 'Slowest'],
] as const;

/** In which order the list comes. */
export function OrderPicker({ order }: { readonly order: (typeof ORDERS)[number][0] }) {
  const path = usePathname();
  const search = useSearchParams();
  return (
    <nav className="segments" aria-label="Order">
      {ORDERS.map(([value, label]) => (
        <Link
          key={value}
          href={batchListUrl(`${path}?${search}`, {
            order: value === 'newest' ? null : value,
            after: null,
            row: null,
          })}
          aria-current={value === order}
          prefetch={false}
        >
          {label}
        </Link>
      ))}
    </nav>
  );
}

const OUTCOMES = ['ok', 'partial', 'failed', 'cancelled'] as const;

/** The filters of the list, in a form that is applied as a whole. */
export function FilterMenu() {
  const [isOpen, setIsOpen] = useState(false);
  const [params, setParams] = useQueryStates(listParams, { history: 'push', shallow: false, scroll: false });
  const apply = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: FilterKey) => String(form.get(name) ?? '').trim() || null;
    const outcome = OUTCOMES.find((candidate) => candidate === form.get('outcome')) ?? null;
    const slowerSeconds = Number(text('slower') ?? Number.NaN);
    setIsOpen(false);
    void setParams({
      tool: text('tool'),
      agent: text('agent'),
      session: text('session'),
      code: text('code'),
      outcome,
      failed: form.get('failed') === '1' ? '1' : null,
      slower: Number.isFinite(slowerSeconds) && slowerSeconds > 0 ? Math.round(slowerSeconds * 1000) : null,
      after: null,
      row: null,
    });
  };
  return (
    <Popover.Root open={isOpen} onOpenChange={setIsOpen}>
      <Popover.Trigger className="button">
        Filter
        <svg width="8" height="6" viewBox="0 0 8 6" aria-hidden="true">
          <path d="M1 1L4 4.5L7 1" fill="none" stroke="currentColor" strokeWidth="1.6" />
        </svg>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner align="end" sideOffset={8}>
          <Popover.Popup className="popup" aria-label="Filters">
            <form onSubmit={apply} className="filter-form">
              <TextField label="With a call of tool" name="tool" value={params.tool} />
              <TextField label="With a call that ended with code" name="code" value={params.code} />
              <TextField label="Agent" name="agent" value={params.agent} />
              <TextField label="Session" name="session" value={params.session} />
              <label>
                <span className="note">Outcome</span>
                <select className="input" name="outcome" defaultValue={params.outcome ?? ''}>
                  <option value="">any</option>
                  {OUTCOMES.map((outcome) => (
                    <option key={outcome}>{outcome}</option>
                  ))}
                </select>
              </label>
              <label>
                <span className="note">Makespan from, in s</span>
                <input
                  className="input"
                  name="slower"
                  type="number"
                  min="0"
                  max="1000000"
                  step="any"
                  defaultValue={params.slower === null ? '' : params.slower / 1000}
                />
              </label>
              <label className="check">
                <input type="checkbox" name="failed" value="1" defaultChecked={params.failed !== null} />
                With a failed call
              </label>
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

interface TextFieldProps {
  readonly label: string;
  readonly name: FilterKey;
  readonly value: string | null;
}

function TextField({ label, name, value }: TextFieldProps) {
  return (
    <label>
      <span className="note">{label}</span>
      <input className="input" name={name} maxLength={300} defaultValue={value ?? ''} autoComplete="off" />
    </label>
  );
}
