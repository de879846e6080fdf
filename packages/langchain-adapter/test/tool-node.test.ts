import { getEventListeners, setMaxListeners } from 'node:events';
import { ToolMessage } from '@langchain/core/messages';
import { DynamicTool, type StructuredToolInterface, type ToolRuntime, tool } from '@langchain/core/tools';
import { Command, MemorySaver, ParentCommand } from '@langchain/langgraph';
import { createExecutor, type ExecutorError } from '@parallel-tools/executor';
import { createManualClock, settle } from '@parallel-tools/executor/testing';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ToolNode, type ToolNodeOptions } from '../src/index.js';
import {
  asking,
  boom,
  callsOf,
  echo,
  gatedTool,
  graphWith,
  IN_EXECUTOR,
  memoryRecorder,
  runNode,
  until,
  warningsDuring,
} from './support.js';

function recorded(options: ToolNodeOptions = {}, tools: StructuredToolInterface[] = [echo, boom]) {
  const recorder = memoryRecorder();
  const clock = createManualClock();
  const limits = { maxConcurrency: Number.POSITIVE_INFINITY, timeoutMs: Number.POSITIVE_INFINITY };
  const executor = createExecutor({ tools: [], recorder, clock, ...limits });
  return { recorder, clock, executor, node: new ToolNode(tools, { executor, ...options }) };
}

describe('limits', () => {
  it.each([
    ['no option', {}, {}, 5],
    ['maxConcurrency', { maxConcurrency: 2 }, {}, 2],
    ["the run's smaller maxConcurrency", { maxConcurrency: 4 }, { maxConcurrency: 3 }, 3],
    ["the run's greater maxConcurrency", { maxConcurrency: 2 }, { maxConcurrency: 4 }, 2],
    ["the run's maxConcurrency alone", {}, { maxConcurrency: 1 }, 1],
    ['a limit of the tool', { toolOptions: { slow: { maxConcurrency: 2 } } }, {}, 2],
  ])('runs as many calls at once as %s allows', async (_name, options, config, expected) => {
    const slow = gatedTool('slow');
    const run = runNode(new ToolNode([slow.tool], options), callsOf('slow', 5), config);
    await until(() => slow.startCount === expected);
    await settle();
    expect(slow.startCount).toBe(expected);
    await slow.openAll();
    expect((await run).length).toBe(5);
    expect(slow.maxInFlight).toBe(expected);
  });

  it("gets the run's maxConcurrency in a graph", async () => {
    const slow = gatedTool('slow');
    const graph = graphWith(new ToolNode([slow.tool])).compile();
    const run = graph.invoke({ messages: [asking(...callsOf('slow', 3))] }, { maxConcurrency: 1 });
    await until(() => slow.startCount === 1);
    await slow.openAll();
    await run;
    expect(slow.maxInFlight).toBe(1);
  });

  it('holds over several runs of the node', async () => {
    const slow = gatedTool('slow');
    const node = new ToolNode([slow.tool], { maxConcurrency: 2 });
    const runs = Promise.all([runNode(node, callsOf('slow', 2)), runNode(node, callsOf('slow', 2))]);
    await until(() => slow.startCount === 2);
    await slow.openAll();
    await runs;
    expect(slow.maxInFlight).toBe(2);
  });

  it('is one limit for all nodes that share an executor', async () => {
    const slow = gatedTool('slow');
    const executor = createExecutor({ tools: [], maxConcurrency: 2 });
    const first = new ToolNode([slow.tool], { executor });
    const second = new ToolNode([slow.tool, echo], { executor });
    const runs = Promise.all([runNode(first, callsOf('slow', 3)), runNode(second, callsOf('slow', 3))]);
    await until(() => slow.startCount === 2);
    await slow.openAll();
    await runs;
    expect(slow.startCount).toBe(6);
    expect(slow.maxInFlight).toBe(2);
    await executor.close();
  });
});

describe('timeouts', () => {
  it('answers for a tool that ignores its signal, at the deadline and not before', async () => {
    const { node, clock, recorder } = recorded({ timeoutMs: 100 }, [
      new DynamicTool({ name: 'deaf', description: 'd', func: () => new Promise<string>(() => {}) }) as never,
    ]);
    let isDone = false;
    const run = runNode(node, callsOf('deaf', 1)).finally(() => {
      isDone = true;
    });
    await clock.advance(99);
    expect(isDone).toBe(false);
    await clock.advance(1);
    expect(await run).toMatchObject([
      {
        status: 'error',
        name: 'deaf',
        tool_call_id: 'c1',
        content:
          'Error: Tool "deaf" (call c1) gave no result within 100 ms; raise timeoutMs or honour the signal\n Please fix your mistakes.',
      },
    ]);
    expect(recorder.records[0]?.calls[0]).toMatchObject({ status: 'error', errorCode: 'TOOL_TIMEOUT' });
    expect(recorder.records[0]?.totals.abandonedCount).toBe(1);
  });

  it('aborts the signal of the tool, and of no other', async () => {
    const slow = gatedTool('slow');
    const { node, clock } = recorded({ toolOptions: { slow: { timeoutMs: 100 } } }, [
      slow.tool,
      gatedTool('other').tool,
    ]);
    const run = runNode(node, callsOf('slow', 2));
    await clock.advance(50);
    slow.open(0);
    await clock.advance(50);
    expect((await run).map(({ status }) => status)).toEqual(['success', 'error']);
    expect(slow.signals.map((signal) => signal?.aborted)).toEqual([false, true]);
  });

  it('rejects with the executor’s error where errors are not handled', async () => {
    const slow = gatedTool('slow');
    const { node, clock } = recorded({ timeoutMs: 100, handleToolErrors: false }, [slow.tool]);
    const run = runNode(node, callsOf('slow', 1)).catch((error: ExecutorError) => error);
    await clock.advance(100);
    expect(await run).toMatchObject({ code: 'TOOL_TIMEOUT', toolName: 'slow', callId: 'c1', timeoutMs: 100 });
  });
});

describe('retries', () => {
  const failing = (times: number, error: () => Error = () => new Error('flaky')) => {
    const seen: number[] = [];
    const flaky = tool(
      async ({ n }) => {
        seen.push(n);
        if (seen.length <= times) throw error();
        return 'at last';
      },
      { name: 'flaky', description: 'd', schema: z.object({ n: z.number() }) },
    );
    return { flaky, seen };
  };
  const toolOptions = { flaky: { effects: 'read', retry: { maxRetries: 2, initialDelayMs: 10 } } } as const;

  it('runs a failed reading tool again', async () => {
    const { flaky, seen } = failing(2);
    const { node, clock, recorder } = recorded({ toolOptions }, [flaky]);
    const [message] = await clock.runUntil(runNode(node, callsOf('flaky', 1)));
    expect(message?.content).toBe('at last');
    expect(seen.length).toBe(3);
    expect(recorder.records[0]?.calls[0]?.attempts.length).toBe(3);
  });

  it('does not try wrong arguments again', async () => {
    const { flaky } = failing(0);
    const { node, recorder } = recorded({ toolOptions }, [flaky]);
    const [message] = await runNode(node, [{ name: 'flaky', args: { n: 'x' }, id: 'a' }]);
    expect(message?.content).toContain('did not match expected schema');
    expect(recorder.records[0]?.calls[0]?.attempts.length).toBe(1);
  });
});

describe('abort', () => {
  it.each([{}, IN_EXECUTOR])(
    'never begins a call whose signal is aborted, and answers it, under %o',
    async (options) => {
      const slow = gatedTool('slow');
      const signal = AbortSignal.abort(new Error('too late'));
      const [message] = await runNode(new ToolNode([slow.tool], options), callsOf('slow', 1), { signal });
      expect(message).toMatchObject({ status: 'error', content: 'Error: too late\n Please fix your mistakes.' });
      expect(slow.startCount).toBe(0);
    },
  );

  it('ends what runs and what waits, one answer each', async () => {
    const slow = gatedTool('slow');
    const controller = new AbortController();
    const { signal } = controller;
    const run = runNode(new ToolNode([slow.tool], { maxConcurrency: 1 }), callsOf('slow', 3), { signal });
    await until(() => slow.startCount === 1);
    controller.abort('stop');
    expect((await run).map(({ content, tool_call_id }) => [tool_call_id, content])).toEqual(
      ['c1', 'c2', 'c3'].map((id) => [id, 'Error: stop\n Please fix your mistakes.']),
    );
    expect(slow.startCount).toBe(1);
  });

  it('rejects a graph and leaves nothing running', async () => {
    const slow = gatedTool('slow');
    const controller = new AbortController();
    const graph = graphWith(new ToolNode([slow.tool], { maxConcurrency: 1 })).compile();
    const run = graph.invoke({ messages: [asking(...callsOf('slow', 2))] }, { signal: controller.signal });
    const rejected = expect(run).rejects.toThrow();
    await until(() => slow.startCount === 1);
    controller.abort();
    await rejected;
    expect(slow.signals[0]?.aborted).toBe(true);
    expect(slow.startCount).toBe(1);
  });

  it("aborts the rest of a batch that fails fast, in upstream's words", async () => {
    const slow = gatedTool('slow');
    const calls = [
      ...callsOf('slow', 1),
      { name: 'boom', args: {}, id: 'b' },
      { name: 'echo', args: { n: 1 }, id: 'e' },
    ];
    const node = new ToolNode([slow.tool, boom, echo], { onError: 'fail-fast', maxConcurrency: 2 });
    const messages = await runNode(node, calls);
    expect(messages.map(({ content }) => content)).toEqual([
      'Error: Call c1 of tool "slow" was cancelled: call b failed and the batch fails fast\n Please fix your mistakes.',
      'Error: no good\n Please fix your mistakes.',
      'Error: Call e of tool "echo" was cancelled: call b failed and the batch fails fast\n Please fix your mistakes.',
    ]);
  });
});

describe('record', () => {
  it('holds one batch per message, with where it comes from', async () => {
    const { node, recorder } = recorded();
    const graph = graphWith(node).compile({ checkpointer: new MemorySaver() });
    await graph.invoke({ messages: [asking(...callsOf('echo', 2))] }, { configurable: { thread_id: 't1' } });
    expect(recorder.records.length).toBe(1);
    expect(recorder.records[0]).toMatchObject({
      outcome: 'ok',
      labels: { node: 'tools', threadId: 't1', sessionId: 't1' },
      limits: { maxConcurrency: null },
      calls: [
        { callId: 'c1', toolName: 'echo', externalId: null },
        { callId: 'c2', toolName: 'echo' },
      ],
    });
  });

  it('knows run and graph where the config has them, as on LangGraph Platform', async () => {
    const { node, recorder } = recorded();
    const configurable = { thread_id: 't1', run_id: 'r1', graph_id: 'research' };
    const graph = graphWith(node).compile();
    await graph.invoke({ messages: [asking(...callsOf('echo', 1))] }, { configurable });
    await graph.invoke(
      { messages: [asking(...callsOf('echo', 1))] },
      { metadata: { run_id: 'r2', graph_id: 'research' } },
    );
    const found = { node: 'tools', graph: 'research', agent: 'research' };
    expect(recorder.records.map(({ labels }) => labels)).toEqual([
      { ...found, runId: 'r1', threadId: 't1', sessionId: 't1' },
      { ...found, runId: 'r2' },
    ]);
  });

  it('takes labels that are given', async () => {
    const { node, recorder } = recorded({ labels: { sessionId: 'mine', agent: 'auditor' } });
    await runNode(node, callsOf('echo', 1), { configurable: { thread_id: 7 } });
    expect(recorder.records[0]?.labels).toEqual({ threadId: '7', sessionId: 'mine', agent: 'auditor' });
  });

  it('keeps missing and repeated ids apart', async () => {
    const { node, recorder } = recorded();
    await runNode(
      node,
      ['a', 'a', undefined, '', 'a#2'].map((id) => ({ name: 'echo', args: { n: 1 }, ...(id !== undefined && { id }) })),
    );
    expect(recorder.records[0]?.calls.map(({ callId, externalId }) => [callId, externalId])).toEqual([
      ['a', null],
      ['a#2', 'a'],
      ['call#1', null],
      ['call#2', null],
      ['a#2#2', 'a#2'],
    ]);
  });

  it('tells failures by kind', async () => {
    const speaks = tool(
      async (_args, runtime: ToolRuntime) =>
        new ToolMessage({ status: 'error', content: 'sorry', tool_call_id: runtime.toolCallId }),
      { name: 'speaks', description: 'd', schema: z.object({}) },
    );
    const { node, recorder } = recorded({}, [echo, boom, speaks]);
    await runNode(
      node,
      ['boom', 'nope', 'speaks'].map((name) => ({ name, args: {}, id: name })),
    );
    expect(recorder.records[0]?.calls.map(({ errorCode, errorMessage }) => [errorCode, errorMessage])).toEqual([
      ['TOOL_FAILED', 'no good'],
      ['UNKNOWN_TOOL', expect.stringContaining('"nope"')],
      ['TOOL_FAILED', 'sorry'],
    ]);
  });

  it('has none for a message without calls', async () => {
    const { node, recorder } = recorded();
    await runNode(node, []);
    expect(recorder.records).toEqual([]);
  });
});

it('passes control flow that upstream takes for an error', async () => {
  const command = new ParentCommand(new Command({ graph: Command.PARENT, goto: 'next' }));
  const leave = tool(
    async (): Promise<string> => {
      throw command;
    },
    { name: 'leave', description: 'd', schema: z.object({}) },
  );
  const { node, recorder } = recorded({}, [leave]);
  await expect(runNode(node, callsOf('leave', 1))).rejects.toBe(command);
  expect(recorder.records[0]?.calls[0]).toMatchObject({ status: 'cancelled', errorCode: 'CONTROL_FLOW' });
});

it('runs 1,000 calls at once under one signal with one listener on it, and no warning', async () => {
  const slow = gatedTool('slow');
  const { signal } = new AbortController();
  const warnings = await warningsDuring(async () => {
    const run = runNode(new ToolNode([slow.tool], { timeoutMs: 60_000 }), callsOf('slow', 1000), { signal });
    await until(() => slow.startCount === 1000);
    expect(getEventListeners(signal, 'abort').length).toBe(1);
    await slow.openAll();
    expect((await run).length).toBe(1000);
  });
  expect(getEventListeners(signal, 'abort').length).toBe(0);
  expect(warnings).toEqual([]);
});

it('warns of nothing without options either, where signals have a limit of listeners', async () => {
  const slow = gatedTool('slow');
  const { signal } = new AbortController();
  // As in older versions of Node.
  setMaxListeners(10, signal);
  const warnings = await warningsDuring(async () => {
    const run = runNode(new ToolNode([slow.tool]), callsOf('slow', 1000), { signal });
    await until(() => slow.startCount === 1000);
    await slow.openAll();
    expect((await run).length).toBe(1000);
  });
  expect(getEventListeners(signal, 'abort').length).toBe(0);
  expect(warnings).toEqual([]);
});

it('lets a subclass run one call on its own', async () => {
  class Own extends ToolNode {
    one() {
      return this.runTool({ name: 'echo', args: { n: 1 }, id: 'a' }, {}, {});
    }
  }
  expect(await new Own([echo]).one()).toMatchObject({ content: 'echo 1' });
});

it('runs a tool once that fails with an error of another executor', async () => {
  let runs = 0;
  const nested = tool(
    async () => {
      runs += 1;
      const { results } = await createExecutor({ tools: [] }).execute([{ id: 'x', name: 'nope', args: {} }]);
      throw (results[0] as { error: ExecutorError }).error;
    },
    { name: 'nested', description: 'd', schema: z.object({}) },
  );
  const [message] = await runNode(new ToolNode([nested], IN_EXECUTOR), callsOf('nested', 1));
  expect(message?.content).toContain('There is no tool "nope"');
  expect(runs).toBe(1);
});

describe('mistakes of the program', () => {
  it.each([
    [{ maxConcurrency: 0 }, 'maxConcurrency must be a positive integer or Infinity, got 0'],
    [{ timeoutMs: -1 }, 'timeoutMs must be a positive number or Infinity, got -1'],
    [{ toolOptions: { echo: { maxConcurrency: 1.5 } } }, 'tool "echo": maxConcurrency must be a positive integer'],
    [{ toolOptions: { echo: { retry: { maxRetries: 1 } } } }, 'tool "echo": retry'],
  ] as [ToolNodeOptions, string][])('throws at once for %j', (options, message) => {
    expect(() => new ToolNode([echo], options)).toThrow(message);
    const executor = createExecutor({ tools: [] });
    expect(() => new ToolNode([echo], { executor, ...options })).toThrow(message);
  });

  it('throws at once when nodes of one executor give a tool different limits', () => {
    const executor = createExecutor({ tools: [] });
    const limit = (maxConcurrency: number) => new ToolNode([], { executor, toolOptions: { echo: { maxConcurrency } } });
    limit(2);
    limit(2);
    expect(() => limit(3)).toThrow('tool "echo": maxConcurrency 3 differs from the 2');
  });

  it('rejects, whatever becomes of tool errors, when the executor is closed', async () => {
    const { node, executor } = recorded();
    await executor.close();
    await expect(runNode(node, callsOf('echo', 1))).rejects.toMatchObject({ code: 'EXECUTOR_CLOSED' });
  });

  it("rejects for a run's maxConcurrency out of range", async () => {
    const run = runNode(new ToolNode([echo]), callsOf('echo', 1), { maxConcurrency: -1 });
    await expect(run).rejects.toThrow('maxConcurrency must be a positive integer or Infinity, got -1');
  });
});
