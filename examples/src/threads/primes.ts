import type { TaskContext } from '@parallel-tools/executor';

/** Runs in a thread: it gets the arguments, gives what can be cloned, and may keep its core busy as long as it likes. */
export function countPrimes({ below }: { below: number }, { callId, attempt }: TaskContext) {
  if (below > 1e8) throw new RangeError(`${below} is too many`);
  const isComposite = new Uint8Array(below);
  let count = 0;
  for (let candidate = 2; candidate < below; candidate++) {
    if (isComposite[candidate] === 1) continue;
    count += 1;
    for (let multiple = candidate * candidate; multiple < below; multiple += candidate) isComposite[multiple] = 1;
  }
  return { count, callId, attempt };
}

export function hang(): never {
  for (;;);
}
