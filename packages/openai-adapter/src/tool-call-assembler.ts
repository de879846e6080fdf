/** A piece of a tool call as a streamed chunk carries it; outside OpenAI's own servers every field may be missing. */
export interface ToolCallDelta {
  readonly index?: number | null;
  readonly id?: string | null;
  readonly function?: {
    readonly name?: string | null;
    /** Text, or the whole arguments as an object from servers that do not follow the API. */
    readonly arguments?: string | object | null;
  } | null;
  readonly custom?: { readonly name?: string | null; readonly input?: string | null } | null;
}

/** A tool call as the model sent it. */
export interface AssembledCall {
  readonly type: 'function' | 'custom';
  /** Empty when the server sent none. */
  readonly id: string;
  readonly name: string;
  /** The JSON text of the arguments, or a custom tool's input; verbatim, and not checked here. */
  readonly arguments: string;
}

/** One delta without the differences between servers: what is missing is empty. */
interface Piece {
  readonly id: string;
  readonly index: number | null;
  readonly name: string;
  readonly text: string;
}

interface OpenCall {
  type: AssembledCall['type'];
  id: string;
  readonly index: number | null;
  name: string;
  arguments: string;
  /** A delta of it had no name: where names come at all, they begin a call. */
  isNamedOnce: boolean;
}

/**
 * Puts the deltas of streamed tool calls together. Pure: no I/O, no ids made up, text only ever appended.
 *
 * A delta belongs to the call with its id, else to the one at its index, else to the last one. A new id with a name begins
 * a call also at a used index, unless its text can only be more of the call there. Where ids do not tell calls apart, a name
 * begins one when the last call has its arguments: another name, one that comes with an object, or one that came once. A
 * blank id counts as none; a name that is repeated counts once.
 *
 * @example
 * const assembler = new ToolCallAssembler();
 * assembler.add({ index: 0, id: 'c1', function: { name: 'search', arguments: '{"q":' } });
 * assembler.add({ index: 0, function: { arguments: '1}' } });
 * assembler.calls(); // => [{ type: 'function', id: 'c1', name: 'search', arguments: '{"q":1}' }]
 */
export class ToolCallAssembler {
  readonly #calls: OpenCall[] = [];

  /** @returns Position of the call that the delta belongs to; one that just began is the last. */
  add(delta: ToolCallDelta): number {
    const piece = toPiece(delta);
    const call = this.#find(piece) ?? this.#begin(piece.index);
    if (delta.custom) call.type = 'custom';
    if (call.id === '') call.id = piece.id;
    if (call.name !== piece.name) call.name += piece.name;
    if (piece.name === '') call.isNamedOnce = true;
    call.arguments += piece.text;
    return this.#calls.indexOf(call);
  }

  /** The call at a position; undefined where none began. */
  at(position: number): AssembledCall | undefined {
    const call = this.#calls[position];
    return call === undefined ? undefined : toAssembled(call);
  }

  /** The calls so far, in the order in which they began. */
  calls(): AssembledCall[] {
    return this.#calls.map(toAssembled);
  }

  #find(piece: Piece): OpenCall | undefined {
    return this.#withId(piece) ?? this.#withoutId(piece);
  }

  #withId(piece: Piece): OpenCall | undefined {
    const { id, index } = piece;
    if (id === '') return undefined;
    const isThere = (call: OpenCall) => index === null || call.index === null || call.index === index;
    const found = this.#calls.findLast((call) => call.id === id && isThere(call));
    return found !== undefined && !isAnother(piece, found) ? found : undefined;
  }

  #withoutId(piece: Piece): OpenCall | undefined {
    const { id, index, name } = piece;
    const last = this.#calls.at(-1);
    const there = index === null ? last : this.#calls.findLast((call) => call.index === index);
    // What comes to an index that nothing began goes on with the last call.
    if (there === undefined) return id === '' && name === '' ? last : undefined;
    const isOther = id !== '' && there.id !== '' && !goesOn(piece, there);
    return isOther || beginsAnother(piece, there) ? undefined : there;
  }

  #begin(index: number | null): OpenCall {
    const call: OpenCall = { type: 'function', id: '', index, name: '', arguments: '', isNamedOnce: false };
    this.#calls.push(call);
    return call;
  }
}

function toAssembled({ type, id, name, arguments: text }: OpenCall): AssembledCall {
  return { type, id, name, arguments: text };
}

function toPiece(delta: ToolCallDelta): Piece {
  const { id, index, function: called, custom } = delta;
  return {
    id: idOf(id),
    index: indexOf(index),
    name: called?.name || custom?.name || '',
    text: argumentsOf(delta),
  };
}

/** The piece of the arguments, or of a custom tool's input, that a delta brings. */
export function argumentsOf({ function: called, custom }: ToolCallDelta): string {
  return textOf(called?.arguments ?? custom?.input ?? '');
}

/** Some servers send it as text. */
function indexOf(index: unknown): number | null {
  const number = typeof index === 'string' && /^\d+$/.test(index) ? Number(index) : index;
  return typeof number === 'number' ? number : null;
}

/** Some servers count instead, some send blanks. */
function idOf(id: unknown): string {
  const text = typeof id === 'number' ? String(id) : id;
  return typeof text !== 'string' || text.trim() === '' ? '' : text;
}

function textOf(value: string | object): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Where servers make up an id for every delta: whether a piece under a new one is more of the call. */
function goesOn({ name, text }: Piece, call: OpenCall): boolean {
  const begins = text.trimStart().startsWith('{');
  // The name comes once, unless an object begins behind a whole one.
  if (name === '') return !(begins && isJson(call.arguments));
  if (name !== call.name || text === '') return false;
  return call.arguments === '' ? begins : !begins && !isJson(call.arguments);
}

/** Where a piece has no id to go by: another name after arguments, or a name and an object after a whole object. */
function beginsAnother({ name, text }: Piece, call: OpenCall): boolean {
  if (name === '' || call.name === '' || call.arguments === '') return false;
  if (name !== call.name) return true;
  const begins = text === '' ? call.isNamedOnce : text.trimStart().startsWith('{');
  return begins && isJson(call.arguments);
}

/** Where one id stands for several calls: another name, or other arguments, behind a whole object. The same are the same call. */
function isAnother({ name, text }: Piece, call: OpenCall): boolean {
  if (name === '' || call.name === '' || !isJson(call.arguments)) return false;
  return name !== call.name || (text !== call.arguments && text.trimStart().startsWith('{') && isJson(text));
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
