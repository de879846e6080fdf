/** Whether this is an error of langchain's class of that name, without importing `langchain`, which may not be there. */
export function hasBrand(thrown: unknown, name: 'ToolInvocationError' | 'MiddlewareError'): thrown is Error {
  return thrown instanceof Error && '~brand' in thrown && thrown['~brand'] === name;
}
