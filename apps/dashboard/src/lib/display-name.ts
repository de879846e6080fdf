/** Longest name shown whole; longer ones lose their middle, and keep it in the title. */
const MAX_NAME_LENGTH = 32;

// Controls and the marks that reorder or hide text: a name made of them could pass for another one.
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/**
 * A name that came from a model, safe to show on one line: what cannot be seen becomes `�`.
 *
 * @example
 * displayName('a\nb'); // => 'a�b'
 */
export function displayName(name: string): string {
  const visible = name.replace(INVISIBLE, '\ufffd');
  return visible.trim() === '' ? '(blank)' : visible;
}

/**
 * A text of at most `maxLength` characters, cut with an ellipsis in the middle.
 *
 * @example
 * cutMiddle('abcdefgh', 5); // => 'ab…gh'
 */
export function cutMiddle(text: string, maxLength: number = MAX_NAME_LENGTH): string {
  const characters = Array.from(text);
  if (characters.length <= maxLength) return text;
  const head = Math.ceil((maxLength - 1) / 2);
  const tail = maxLength - 1 - head;
  return `${characters.slice(0, head).join('')}…${tail === 0 ? '' : characters.slice(-tail).join('')}`;
}

/** A text of at most `maxLength` characters, cut with an ellipsis at the end. */
export function cutEnd(text: string, maxLength: number): string {
  const characters = Array.from(text);
  return characters.length <= maxLength ? text : `${characters.slice(0, maxLength - 1).join('')}…`;
}
