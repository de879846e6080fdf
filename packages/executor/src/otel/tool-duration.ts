import { type Attributes, type Context, type Histogram, type MeterProvider, metrics } from '@opentelemetry/api';
import { SCOPE } from './scope.js';

/** Upper bounds in seconds, as the convention asks for. */
const BOUNDARIES = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92];

/**
 * The histogram `gen_ai.execute_tool.duration` of a provider, or of the global one of the moment: unlike tracers, meters
 * that were got before a provider was registered may stay without effect.
 *
 * @see https://github.com/open-telemetry/semantic-conventions-genai/blob/main/docs/gen-ai/gen-ai-metrics.md
 */
export class ToolDuration {
  readonly #given: MeterProvider | undefined;
  #provider: MeterProvider | null = null;
  #histogram: Histogram | null = null;

  constructor(provider: MeterProvider | undefined) {
    this.#given = provider;
  }

  record(durationUs: number, attributes: Attributes, context: Context): void {
    this.#current().record(durationUs / 1_000_000, attributes, context);
  }

  #current(): Histogram {
    const provider = this.#given ?? metrics.getMeterProvider();
    if (this.#histogram !== null && provider === this.#provider) return this.#histogram;
    this.#provider = provider;
    this.#histogram = provider.getMeter(SCOPE).createHistogram('gen_ai.execute_tool.duration', {
      description: 'The duration of a single tool execution.',
      unit: 's',
      advice: { explicitBucketBoundaries: BOUNDARIES },
    });
    return this.#histogram;
  }
}
