// Child processes that end with this one. Plain JavaScript for Node 18 and later, without dependencies.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';

const isWindows = process.platform === 'win32';

/** @type {Map<import('node:child_process').ChildProcess, number>} Each with its grace in ms. */
const running = new Map();
/** @type {NodeJS.Signals | undefined} */
let stoppedBy;

/**
 * Runs a program to its end. A stop signal to this process goes on to the program and all it started.
 *
 * @param {string} command - A program on PATH or a path to one; never a shell line.
 * @param {readonly string[]} args
 * @param {object} [options]
 * @param {string | undefined} [options.cwd]
 * @param {NodeJS.ProcessEnv} [options.env]
 * @param {boolean} [options.quiet] - Keeps the output back.
 * @param {number} [options.graceMs] - From the stop signal on: what is left then is killed. Default 10,000.
 * @returns {Promise<{ code: number, output: string }>} The exit code, 128 + the signal's number if one ended it;
 * the output, empty unless `quiet`.
 */
export function run(command, args, { cwd, env = process.env, quiet = false, graceMs = 10_000 } = {}) {
  passSignalsOn();
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env,
      stdio: quiet ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'],
      // A process group of its own, so that a signal reaches all of it, and each once.
      detached: !isWindows,
    });
    running.set(child, graceMs);
    const chunks = /** @type {Buffer[]} */ ([]);
    child.stdout?.on('data', (chunk) => chunks.push(chunk));
    child.stderr?.on('data', (chunk) => chunks.push(chunk));
    child.once('error', (error) => {
      running.delete(child);
      reject(error);
    });
    child.once(quiet ? 'close' : 'exit', async (code, signal) => {
      if (stoppedBy) await groupEnds(child, graceMs);
      running.delete(child);
      resolve({ code: code ?? signalCode(signal), output: Buffer.concat(chunks).toString() });
    });
  });
}

/** The exit code of a process that was told to stop; undefined when it was not. */
export function stopCode() {
  return stoppedBy && signalCode(stoppedBy);
}

/** What a shell reports for a program that a signal ended. @param {NodeJS.Signals | null} signal */
function signalCode(signal) {
  return 128 + (signal ? constants.signals[signal] : 0);
}

let isListening = false;

function passSignalsOn() {
  if (isListening) return;
  isListening = true;
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.on(signal, stopAll);
  // npm runs a script through a shell, which takes a signal to itself and leaves the script without a parent.
  const parent = process.ppid;
  if (process.env.npm_lifecycle_event) {
    setInterval(() => process.ppid !== parent && stopAll('SIGTERM'), 200).unref();
  }
}

/** @param {NodeJS.Signals} signal */
function stopAll(signal) {
  // npm repeats a Ctrl-C that the terminal has delivered already: one stop, however often it is told.
  if (stoppedBy) return;
  stoppedBy = signal;
  for (const [child, graceMs] of running) stop(child, signal, graceMs);
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {NodeJS.Signals} signal
 * @param {number} graceMs
 */
function stop(child, signal, graceMs) {
  if (isWindows) {
    // The console has told them all of the Ctrl-C; this is for those that did not listen.
    setTimeout(() => spawn('taskkill', ['/pid', String(child.pid), '/t', '/f'], { stdio: 'ignore' }), graceMs).unref();
    return;
  }
  signalGroup(child, signal);
  setTimeout(() => signalGroup(child, 'SIGKILL'), graceMs).unref();
}

/** Waits for those the child has left behind, which were told to stop as well.
 *
 * @param {import('node:child_process').ChildProcess} child
 * @param {number} graceMs
 */
async function groupEnds(child, graceMs) {
  const deadline = performance.now() + graceMs;
  while (signalGroup(child, 0) && performance.now() < deadline) await sleep(20);
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {NodeJS.Signals | 0} signal - 0 sends nothing.
 * @returns {boolean} Whether anyone of the group is left.
 */
function signalGroup(child, signal) {
  if (isWindows || child.pid === undefined) return false;
  try {
    return process.kill(-child.pid, signal);
  } catch {
    return false;
  }
}
