import { createParser, parseAsNativeArrayOf, parseAsString } from 'nuqs/server';
import { type Change, parseChange, serializeChange } from './change';

const parseAsChange = createParser<Change>({
  parse: parseChange,
  serialize: serializeChange,
  eq: (a, b) => serializeChange(a) === serializeChange(b),
});

const MAX_BATCH_ID_LENGTH = 200;

/** What the URL of What if may say beside the range. Values that do not parse count as absent. */
export const whatIfParams = {
  change: parseAsNativeArrayOf(parseAsChange).withOptions({ history: 'push', shallow: false, scroll: false }),
  /** Batches picked by hand; without them, those of the range. */
  batch: parseAsNativeArrayOf(
    createParser<string>({
      parse: (text) => (text.length === 0 || text.length > MAX_BATCH_ID_LENGTH ? null : text),
      serialize: (id) => parseAsString.serialize(id),
    }),
  ),
};
