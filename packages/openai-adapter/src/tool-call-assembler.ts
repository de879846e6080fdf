/** A piece of a tool call as a streamed chunk carries it; every field may be missing outside OpenAI's own servers. */
export interface ToolCallDelta {
  readonly index?: number | null;
  readonly id?: string | null;
  readonly function?: {
    readonly name?: string | null;
    /** Text, or the whole arguments as an object from servers that do not follow the API. */
    readonly arguments?: string | object | null;
  } | null;
}

/** A tool call as the model sent it. */
export interface AssembledCall {
  /** Empty when the server sent none. */
  readonly id: string;
  readonly name: string;
  /** The JSON text of the arguments, verbatim; whether it is JSON is not checked here. */
  readonly arguments: string;
}

interface OpenCall {
  id: string;
  index: number | null;
  name: string;
  arguments: string;
}

/**
 * Puts the deltas of streamed tool calls together. Pure: no I/O, no ids made up.
 *
 * A delta belongs to the call with its id, else to the one at its index, else to the last one. A new id at a used index
 * begins a call; so does a name where the call there already has complete arguments. A blank id counts as none, a name
 * repeated in every delta once.
 *
 * @example
 * const assembler = new ToolCallAssembler();
 * assembler.add({ index: 0, id: 'c1', function: { name: 'search', arguments: '{"q":' } });
 * assembler.add({ index: 0, function: { arguments: '1}' } });
 * assembler.calls(); // => [{ id: 'c1', name: 'search', arguments: '{"q":1}' }]
 */
export class ToolCallAssembler {
  readonly #calls: OpenCall[] = [];

  add(delta: ToolCallDelta): void {
    const id = delta.id?.trim() ? delta.id : '';
    const name = delta.function?.name ?? '';
    const piece = textOf(delta.function?.arguments);
    const call = this.#find(id, delta.index ?? null, name) ?? this.#begin(delta.index ?? null);
    if (call.id === '') call.id = id;
    if (call.name !== name) call.name += name;
    call.arguments += piece;
  }

  /** The calls so far, in the order in which they began. */
  calls(): AssembledCall[] {
    return this.#calls.map(({ id, name, arguments: args }) => ({ id, name, arguments: args }));
  }

  #find(id: string, index: number | null, name: string): OpenCall | undefined {
    if (id !== '') {
      const known = this.#calls.findLast((call) => call.id === id && (index === null || call.index === index));
      if (known !== undefined) return beginsAnother(known, name) ? undefined : known;
    }
    const candidate = index === null ? this.#calls.at(-1) : this.#calls.findLast((call) => call.index === index);
    if (candidate === undefined) {
      // Pieces at an index that nothing began: they go on with the last call.
      return id === '' && name === '' ? this.#calls.at(-1) : undefined;
    }
    const isOtherId = id !== '' && candidate.id !== '';
    return isOtherId || beginsAnother(candidate, name) ? undefined : candidate;
  }

  #begin(index: number | null): OpenCall {
    const call: OpenCall = { id: '', index, name: '', arguments: '' };
    this.#calls.push(call);
    return call;
  }
}

/** A name begins another call where the present one has its arguments, or has another name and part of them. */
function beginsAnother(call: OpenCall, name: string): boolean {
  if (name === '' || call.name === '' || call.arguments === '') return false;
  return name !== call.name || isJson(call.arguments);
}

function textOf(value: string | object | null | undefined): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
