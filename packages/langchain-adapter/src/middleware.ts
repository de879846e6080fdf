export {
  type ToolExecutorMiddlewareOptions,
  toolExecutorMiddleware,
} from './tool-executor-middleware.js';
