const MOST_CHARACTERS = 60;

/**
 * A name as a message shows it: quoted, on one line, at most 60 characters of it.
 *
 * @example
 * quoted('a\nb'); // => '"a\\nb"'
 */
export function quoted(name: string): string {
  return JSON.stringify(shortened(name));
}

/** The text itself where it is short, else its beginning and `…`. */
export function shortened(text: string): string {
  return text.length <= MOST_CHARACTERS ? text : `${text.slice(0, MOST_CHARACTERS)}…`;
}

/** A name without quotes where it is an ordinary one. */
export function plain(name: string): string {
  return /^[\w.:-]{1,60}$/.test(name) ? name : quoted(name);
}
