import { StoreError } from '../errors.js';

/** Classes and codes of PostgreSQL that stay as they are until someone changes what is configured. */
const LASTING = /^(28|3D|3F|42)/;
/** Data exceptions and constraint violations: the rows, not the server. */
const OF_THE_ROWS = /^(22|23)/;

/** What connecting, or looking at the schema, threw, in our terms. */
export function openError(shown: string, thrown: unknown): StoreError {
  if (thrown instanceof StoreError) return thrown;
  const { code = '' } = thrown as { readonly code?: string };
  const kind = LASTING.test(code) ? 'DATABASE_UNREADABLE' : 'WRITE_FAILED';
  return new StoreError(kind, `Cannot open the database ${shown}: ${reasonOf(thrown)}`, { cause: thrown });
}

/** What Prisma threw for a statement, in our terms. */
export function statementError(shown: string, thrown: unknown, whenReading: boolean): StoreError {
  const reason = reasonOf(thrown);
  if (whenReading) return new StoreError('DATABASE_UNREADABLE', `Cannot read ${shown}: ${reason}`, { cause: thrown });
  const kind = OF_THE_ROWS.test(sqlStateOf(thrown)) ? 'WRITE_REJECTED' : 'WRITE_FAILED';
  return new StoreError(kind, `Cannot write ${shown}: ${reason}`, { cause: thrown });
}

/** What several addresses of one host answered comes as an error of errors without a message. */
function reasonOf(thrown: unknown): string {
  if (thrown instanceof AggregateError && thrown.message === '') return reasonOf(thrown.errors[0]);
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return message.trim().split('\n').at(-1) ?? '';
}

function sqlStateOf(thrown: unknown): string {
  const { meta } = thrown as {
    readonly meta?: { readonly driverAdapterError?: { readonly cause?: { readonly originalCode?: string } } };
  };
  return meta?.driverAdapterError?.cause?.originalCode ?? '';
}
