import { RecorderError, type RecorderErrorCode } from '../errors.js';

/** Says why batches are not recorded, once for each code; never throws. */
export type Reporter = (code: RecorderErrorCode, message: string) => void;

export function createReporter(onError: (error: RecorderError) => void = printError): Reporter {
  const reported = new Set<RecorderErrorCode>();
  return (code, message) => {
    if (reported.has(code)) return;
    reported.add(code);
    try {
      onError(new RecorderError(code, message));
    } catch {
      // Whoever listens must not change a batch.
    }
  };
}

function printError({ message }: RecorderError): void {
  console.error(`parallel-tools: ${message.replace(/\s+/g, ' ')}`);
}
