'use client';

import { Dialog } from '@base-ui/react/dialog';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { KEY_HELP } from '@/lib/keys';
import { areKeysOn, setKeysOn, watchKeysOn } from './key-setting';
import { pressKey } from './press-key';

const SEQUENCE_MS = 1500;

/** The list of keys, and what makes single keys work: an element says its key as `aria-keyshortcuts`. */
export function KeyboardHelp() {
  const [isOpen, setIsOpen] = useState(false);
  const isOn = useSyncExternalStore(watchKeysOn, areKeysOn, () => true);
  useEffect(() => (isOn ? listenForKeys(() => setIsOpen(true)) : undefined), [isOn]);
  return (
    <Dialog.Root open={isOpen} onOpenChange={setIsOpen}>
      <Dialog.Trigger className="keys-button">
        Keys <kbd>?</kbd>
      </Dialog.Trigger>
      <Dialog.Portal>
        <Dialog.Backdrop className="backdrop" />
        <Dialog.Popup className="dialog">
          <Dialog.Title className="dialog-title">Keys</Dialog.Title>
          <div className="key-groups">
            {KEY_HELP.map(({ where, keys }) => (
              <section key={where}>
                <h3 className="eyebrow">{where}</h3>
                <dl>
                  {keys.map(({ keys: names, does }) => (
                    <div key={does}>
                      <dt>
                        {names.map((name) => (
                          <kbd key={name}>{name}</kbd>
                        ))}
                      </dt>
                      <dd>{does}</dd>
                    </div>
                  ))}
                </dl>
              </section>
            ))}
          </div>
          <label className="check">
            <input type="checkbox" checked={isOn} onChange={(event) => setKeysOn(event.target.checked)} />
            Single keys work
          </label>
          <Dialog.Close className="button">Close</Dialog.Close>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

/** @returns What ends it. */
function listenForKeys(openHelp: () => void): () => void {
  let before = '';
  let timer: ReturnType<typeof setTimeout> | undefined;
  const listen = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    const sequence = before === 'g' ? `g+${event.key}` : event.key;
    before = event.key === 'g' ? 'g' : '';
    clearTimeout(timer);
    timer = setTimeout(() => {
      before = '';
    }, SEQUENCE_MS);
    if (event.key === '?') openHelp();
    else if (event.key === 'j' || event.key === 'k') moveRow(event.key === 'j' ? 1 : -1);
    else if (!pressKey(sequence)) return;
    event.preventDefault();
  };
  document.addEventListener('keydown', listen);
  return () => {
    document.removeEventListener('keydown', listen);
    clearTimeout(timer);
  };
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && target.closest('input, select, textarea, [role="dialog"], [role="menu"]') !== null
  );
}

/** From the row that has the focus, or before the first, to the next one of the same table. */
function moveRow(by: 1 | -1): void {
  const table = document.activeElement?.closest('.data-table') ?? document.querySelector('.data-table');
  const links = [...(table?.querySelectorAll('tbody tr') ?? [])].flatMap((row) => {
    const link = [...row.querySelectorAll<HTMLElement>('.row-link')].find(
      (candidate) => candidate.offsetParent !== null,
    );
    return link === undefined ? [] : [link];
  });
  const here = links.findIndex((link) => link.closest('tr')?.contains(document.activeElement));
  links[Math.max(0, Math.min(links.length - 1, here + by))]?.focus();
}
