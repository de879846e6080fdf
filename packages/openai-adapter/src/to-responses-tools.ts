import type { Executor } from '@parallel-tools/executor';
import type { ResponsesTool } from './response-types.js';
import { type OfferedTool, type OfferOptions, offerTools } from './tools-of-body.js';

/**
 * The executor's tools as the Responses API takes them; not strict, unless that is asked for.
 *
 * @throws {ExecutorError} `INVALID_OPTION` for a tool whose schema library gives no JSON Schema, or that cannot be strict.
 */
export function toResponsesTools(executor: Executor, options: OfferOptions = {}): ResponsesTool[] {
  return offerTools(executor, options).map(responsesToolOf);
}

/** This API makes schemas strict unless told otherwise, and refuses those that are not. */
export function responsesToolOf({ name, description, parameters, strict }: OfferedTool): ResponsesTool {
  const described = description === undefined ? {} : { description };
  return { type: 'function', name, ...described, parameters, strict };
}
