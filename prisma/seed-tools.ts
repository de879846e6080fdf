import {
  type AnyTool,
  defineTool,
  type PolicyOptions,
  type Resource,
  type ToolContext,
} from '@parallel-tools/executor';
import type { ManualClock } from '@parallel-tools/executor/testing';
import { seededRandom } from './seeded-random.js';

/** How a tool of the seed behaves. */
interface ToolProfile {
  readonly name: string;
  readonly effects: 'read' | 'write';
  /** Share among the calls of a batch. */
  readonly weight: number;
  /** Median run time, in ms. */
  readonly medianMs: number;
  /** Length of the tail: see `SeededRandom.logNormal`. */
  readonly spread: number;
  readonly failureShare: number;
  /** Never settles and ignores its signal: only its timeout ends it. */
  readonly hangShare: number;
  readonly timeoutMs: number;
  readonly maxConcurrency?: number;
  readonly maxRetries?: number;
  readonly policies?: Pick<PolicyOptions, 'rateLimit' | 'cache' | 'hedge'>;
  readonly dependsOn?: readonly string[];
  readonly resources?: readonly Resource[];
  readonly outputChars: number;
  readonly errors: readonly [string, ...string[]];
}

/** What agents typically have: quick local reads, slow models, a database with a small limit, a website with bad hours. */
export const TOOL_PROFILES: readonly [ToolProfile, ...ToolProfile[]] = [
  {
    name: 'search_web',
    effects: 'read',
    weight: 22,
    medianMs: 420,
    spread: 0.45,
    failureShare: 0.02,
    hangShare: 0,
    timeoutMs: 5000,
    maxConcurrency: 5,
    maxRetries: 2,
    policies: { rateLimit: { maxStarts: 2, intervalMs: 1000 } },
    outputChars: 240,
    errors: ['429 Too Many Requests', '503 Service Unavailable'],
  },
  {
    name: 'fetch_page',
    effects: 'read',
    weight: 20,
    medianMs: 780,
    spread: 0.8,
    failureShare: 0.05,
    hangShare: 0.012,
    timeoutMs: 4000,
    maxRetries: 1,
    outputChars: 1800,
    errors: ['connect ECONNREFUSED 192.0.2.7:443', '404 Not Found', 'read ECONNRESET'],
  },
  {
    name: 'query_database',
    effects: 'read',
    weight: 16,
    medianMs: 95,
    spread: 0.7,
    failureShare: 0.008,
    hangShare: 0,
    timeoutMs: 3000,
    maxConcurrency: 3,
    outputChars: 90,
    errors: ['canceling statement due to statement timeout'],
  },
  {
    name: 'read_file',
    effects: 'read',
    weight: 15,
    medianMs: 4,
    spread: 0.5,
    failureShare: 0.01,
    hangShare: 0,
    timeoutMs: 1000,
    policies: { cache: { ttlMs: 600_000, cacheKey: ({ path }) => String(path) } },
    outputChars: 520,
    errors: ["ENOENT: no such file or directory, open 'notes.md'"],
  },
  {
    name: 'embed_text',
    effects: 'read',
    weight: 9,
    medianMs: 160,
    spread: 0.25,
    failureShare: 0.01,
    hangShare: 0,
    timeoutMs: 3000,
    maxConcurrency: 2,
    maxRetries: 2,
    outputChars: 610,
    errors: ['529 Overloaded'],
  },
  {
    name: 'summarize_document',
    effects: 'read',
    weight: 7,
    medianMs: 2300,
    spread: 0.4,
    failureShare: 0.02,
    hangShare: 0.004,
    timeoutMs: 8000,
    maxConcurrency: 4,
    outputChars: 110,
    errors: ['context length exceeded'],
  },
  {
    name: 'get_weather',
    effects: 'read',
    weight: 5,
    medianMs: 210,
    spread: 0.35,
    failureShare: 0.03,
    hangShare: 0,
    timeoutMs: 2000,
    maxRetries: 1,
    policies: { hedge: { afterMs: 300 } },
    outputChars: 40,
    errors: ['503 Service Unavailable'],
  },
  {
    name: 'run_code',
    effects: 'write',
    weight: 4,
    medianMs: 1400,
    spread: 1.0,
    failureShare: 0.09,
    hangShare: 0.03,
    timeoutMs: 10_000,
    maxConcurrency: 2,
    resources: [{ key: 'workspace', access: 'write' }],
    outputChars: 70,
    errors: ["NameError: name 'df' is not defined", 'ZeroDivisionError: division by zero'],
  },
  {
    name: 'send_email',
    effects: 'write',
    weight: 2,
    medianMs: 330,
    spread: 0.3,
    failureShare: 0.015,
    hangShare: 0,
    timeoutMs: 5000,
    maxConcurrency: 1,
    dependsOn: ['summarize_document'],
    outputChars: 40,
    errors: ['550 mailbox unavailable'],
  },
];

/** Options of {@link seedTools}. */
interface SeedToolsOptions {
  readonly clock: ManualClock;
  readonly seed: number;
  /** While it says yes, `fetch_page` is slow and fails. */
  isIncident(): boolean;
}

/** The tools as the executor runs them: they do nothing but take time on the clock. */
export function seedTools(options: SeedToolsOptions): readonly AnyTool[] {
  return TOOL_PROFILES.map((profile) =>
    defineTool({
      name: profile.name,
      effects: profile.effects,
      timeoutMs: profile.timeoutMs,
      ...(profile.maxConcurrency !== undefined && { maxConcurrency: profile.maxConcurrency }),
      ...profile.policies,
      ...(profile.dependsOn !== undefined && { dependsOn: profile.dependsOn }),
      ...(profile.resources !== undefined && { resources: profile.resources }),
      ...(profile.maxRetries !== undefined && { retry: { maxRetries: profile.maxRetries } }),
      execute: (args, context) => runProfile(profile, args.draw as number, context, options),
    }),
  );
}

/** @param draw - What this call draws from, so that no call's luck depends on the order in which calls run. */
async function runProfile(
  profile: ToolProfile,
  draw: number,
  { attempt, signal }: ToolContext,
  { clock, seed, isIncident }: SeedToolsOptions,
) {
  const random = seededRandom(seed, draw, attempt);
  const isAffected = profile.name === 'fetch_page' && isIncident();
  if (random.chance(isAffected ? 0.12 : profile.hangShare)) return new Promise<never>(() => undefined);
  await clock.sleep(random.logNormal(profile.medianMs * (isAffected ? 1.9 : 1), profile.spread), signal);
  if (random.chance(isAffected ? 0.4 : profile.failureShare)) throw new Error(random.pick(profile.errors));
  return { text: 'x'.repeat(Math.round(random.logNormal(profile.outputChars, 0.5))) };
}
