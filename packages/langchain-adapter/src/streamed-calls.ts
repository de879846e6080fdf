/** A piece of a tool call in a chunk of a streamed message, as LangChain hands it on; any of it may be missing. */
export interface CallPiece {
  readonly index?: number | string | undefined;
  readonly id?: string | undefined;
  readonly name?: string | undefined;
  /** More of the JSON text of the arguments. */
  readonly args?: string | undefined;
}

/** A call as far as it has come. */
export interface StreamedCall {
  readonly id: string;
  readonly name: string;
  /** JSON text, which may be cut anywhere. */
  readonly args: string;
}

/** What is told of the calls of a message while it streams. Positions are counted from 0, in the order in which calls began. */
export interface StreamedCallsListener {
  /** The call is known to be whole: its arguments are a JSON object, and the next call has begun or its end was told. */
  onWhole(position: number, call: StreamedCall): void;
  /** More came of a call that was told to be whole. */
  onChange(position: number, call: StreamedCall): void;
}

interface OpenCall {
  readonly index: number | string | undefined;
  id: string;
  name: string;
  args: string;
}

/** Puts the pieces of a streamed message's calls together, by the rule by which LangChain merges chunks of messages. */
export class StreamedCalls {
  readonly #listener: StreamedCallsListener;
  readonly #calls: OpenCall[] = [];
  readonly #ended = new Set<OpenCall>();
  #wholeCount = 0;

  constructor(listener: StreamedCallsListener) {
    this.#listener = listener;
  }

  /** The arguments of the piece go on where those before it ended. */
  append(piece: CallPiece): void {
    const call = this.#callOf(piece);
    call.name += piece.name ?? '';
    this.#grow(call, call.args + (piece.args ?? ''));
  }

  /** The piece is all that has come so far. */
  set(piece: CallPiece): void {
    const call = this.#callOf(piece);
    call.name = piece.name ?? call.name;
    this.#grow(call, piece.args ?? call.args);
  }

  /** No more will come of the call at this index. */
  end(index: number | string): void {
    for (const call of this.#calls) if (call.index === index) this.#ended.add(call);
    this.#tellWhole();
  }

  #grow(call: OpenCall, args: string): void {
    const isChange = call.args.trimEnd() !== args.trimEnd();
    call.args = args;
    const position = this.#calls.indexOf(call);
    if (position < this.#wholeCount && isChange) this.#listener.onChange(position, call);
    this.#tellWhole();
  }

  /** Neither the begin of the next call nor arguments that parse would do alone: calls may be interleaved, and texts go on. */
  #tellWhole(): void {
    for (let call = this.#calls[this.#wholeCount]; call !== undefined; call = this.#calls[this.#wholeCount]) {
      const isPast = this.#wholeCount < this.#calls.length - 1 || this.#ended.has(call);
      if (!isPast || !isObjectText(call.args)) return;
      this.#wholeCount += 1;
      this.#listener.onWhole(this.#wholeCount - 1, { ...call });
    }
  }

  #callOf({ index, id = '' }: CallPiece): OpenCall {
    const found = this.#calls.find((call) =>
      index === undefined
        ? call.index === undefined && id !== '' && call.id === id
        : call.index === index && (id === '' || call.id === '' || call.id === id),
    );
    const call = found ?? { index, id, name: '', args: '' };
    if (found === undefined) this.#calls.push(call);
    if (call.id === '') call.id = id;
    return call;
  }
}

function isObjectText(text: string): boolean {
  // Text that grows is parsed once, when it may be whole.
  if (!text.trimEnd().endsWith('}')) return false;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
