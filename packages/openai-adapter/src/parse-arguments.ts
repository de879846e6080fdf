/** The arguments of a call as an object, or what is wrong with them. */
export type ParsedArguments =
  | { readonly ok: true; readonly args: object }
  | { readonly ok: false; readonly problem: string };

/**
 * Reads the arguments of a call whose text is whole. No text at all stands for no arguments, which is how servers send a
 * call without any; nothing else is mended.
 */
export function parseArguments(text: string): ParsedArguments {
  if (text.trim() === '') return { ok: true, args: {} };
  try {
    const args: unknown = JSON.parse(text);
    if (typeof args === 'object' && args !== null && !Array.isArray(args)) return { ok: true, args };
    return { ok: false, problem: 'the arguments are JSON, but no object' };
  } catch (thrown) {
    // JSON.parse throws nothing else.
    return { ok: false, problem: `the arguments are not valid JSON: ${(thrown as SyntaxError).message}` };
  }
}
