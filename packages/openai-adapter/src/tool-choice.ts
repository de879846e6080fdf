import type OpenAI from 'openai';

type ResponsesToolChoice = OpenAI.Responses.ResponseCreateParams['tool_choice'];
type ToolChoice = OpenAI.ChatCompletionToolChoiceOption | undefined;

/** The choice for the turns after the first: one that forces a call would make the model ask for tools for ever. */
export function withoutForce(choice: ToolChoice): ToolChoice {
  if (choice === undefined || choice === 'auto' || choice === 'none') return choice;
  if (typeof choice === 'string' || choice.type !== 'allowed_tools') return 'auto';
  return { ...choice, allowed_tools: { ...choice.allowed_tools, mode: 'auto' } };
}

/** As `withoutForce`, for the Responses API. */
export function withoutForceInResponses(choice: ResponsesToolChoice): ResponsesToolChoice {
  if (choice === undefined || choice === null || choice === 'auto' || choice === 'none') return choice;
  if (typeof choice === 'string' || choice.type !== 'allowed_tools') return 'auto';
  return { ...choice, mode: 'auto' };
}
