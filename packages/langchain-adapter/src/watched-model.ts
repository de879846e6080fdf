import type { BaseCallbackHandler } from '@langchain/core/callbacks/base';
import { ensureConfig, mergeConfigs, type RunnableConfig } from '@langchain/core/runnables';

/** Methods and members of models that give a model again. */
const GIVE_A_MODEL: ReadonlySet<PropertyKey> = new Set(['bindTools', 'withConfig', '_getModelInstance', '_model']);

/**
 * The same model, but each `invoke` and `stream` of it, and of what is bound to it, has one more callback handler.
 *
 * @param handlerFor - Makes the handler of one request from its config.
 */
export function watchedModel<Model extends object>(
  model: Model,
  handlerFor: (config: RunnableConfig) => BaseCallbackHandler,
): Model {
  const watched = (value: unknown) =>
    typeof value === 'object' && value !== null ? watchedModel(value, handlerFor) : value;
  const withHandler = (options: RunnableConfig | undefined) => {
    // With what the surrounding run has, as the model would look it up itself.
    const config = ensureConfig(options);
    return mergeConfigs(config, { callbacks: [handlerFor(config)] });
  };
  // Of an object without properties of its own: a proxy has to give those back as they are.
  return new Proxy(Object.create(model), {
    get(_target, key) {
      const value: unknown = Reflect.get(model, key, model);
      if (key === 'bound') return watched(value);
      if (typeof value !== 'function' || key === 'pipe' || key === 'constructor') return value;
      // Of the model itself: a class with private fields takes no other `this`.
      if (key === 'invoke' || key === 'stream')
        return (input: unknown, options?: RunnableConfig) => value.call(model, input, withHandler(options));
      if (!GIVE_A_MODEL.has(key)) return value.bind(model);
      return (...args: unknown[]) => {
        const given: unknown = value.apply(model, args);
        return given instanceof Promise ? given.then(watched) : watched(given);
      };
    },
  });
}
