const STORED_AS = 'single-keys';
const listeners = new Set<() => void>();

/** Whether single keys work; kept in this browser. */
export function areKeysOn(): boolean {
  try {
    return localStorage.getItem(STORED_AS) !== 'off';
  } catch {
    // Storage is forbidden: then the choice lasts as long as the default.
    return true;
  }
}

export function setKeysOn(isOn: boolean): void {
  try {
    if (isOn) localStorage.removeItem(STORED_AS);
    else localStorage.setItem(STORED_AS, 'off');
  } catch {
    return;
  }
  for (const listener of listeners) listener();
}

export function watchKeysOn(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
