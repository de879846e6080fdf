import { StoreError } from '../errors.js';

/** What opening or inspecting a file with better-sqlite3 threw, in our terms. */
export function openError(file: string, thrown: unknown): StoreError {
  if (thrown instanceof StoreError) return thrown;
  const { code, message } = thrown as { readonly code?: string; readonly message?: string };
  if (code?.startsWith('SQLITE_BUSY') || code?.startsWith('SQLITE_LOCKED')) {
    return new StoreError('DATABASE_BUSY', `${file} is locked by another process`, { cause: thrown });
  }
  const reason = code === 'SQLITE_NOTADB' ? 'it is not a SQLite database' : (message ?? String(thrown));
  return new StoreError('DATABASE_UNREADABLE', `Cannot open the database ${file}: ${reason}`, { cause: thrown });
}

/** What Prisma threw for a statement, in our terms. */
export function statementError(file: string, thrown: unknown, whenReading: boolean): StoreError {
  const { code, message = String(thrown) } = thrown as { readonly code?: string; readonly message?: string };
  const reason = message.trim().split('\n').at(-1) ?? '';
  // P1008: Prisma's word for SQLITE_BUSY.
  if (code === 'P1008')
    return new StoreError('DATABASE_BUSY', `${file} is locked by another process`, { cause: thrown });
  if (whenReading) return new StoreError('DATABASE_UNREADABLE', `Cannot read ${file}: ${reason}`, { cause: thrown });
  const isRejected = isConstraintViolation(thrown);
  return new StoreError(isRejected ? 'WRITE_REJECTED' : 'WRITE_FAILED', `Cannot write ${file}: ${reason}`, {
    cause: thrown,
  });
}

function isConstraintViolation(thrown: unknown): boolean {
  const meta = (
    thrown as { readonly meta?: { readonly driverAdapterError?: { readonly cause?: { readonly kind?: string } } } }
  ).meta;
  return meta?.driverAdapterError?.cause?.kind?.endsWith('ConstraintViolation') ?? false;
}
