// What the section on threads runs in them.

/** Work for the processor alone: the same amount wherever and beside whatever it runs. */
export function burn({ rounds }: { rounds: number }): number {
  let value = 1;
  for (let round = 0; round < rounds; round++) value = (Math.imul(value, 1_664_525) + 1_013_904_223) | 0;
  return value;
}

export const nothing = () => 1;

export function hang(): never {
  for (;;);
}
