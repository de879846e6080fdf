/** Focuses the field, or clicks the control, that has this key. */
export function pressKey(key: string): boolean {
  const element = [...document.querySelectorAll<HTMLElement>('[aria-keyshortcuts]')].find(
    (candidate) => candidate.getAttribute('aria-keyshortcuts') === key,
  );
  if (element === undefined) return false;
  if (element instanceof HTMLInputElement) element.focus();
  else element.click();
  return true;
}
