/**
 * Runs other programs, and always hands back how they ended instead of throwing: a missing program is an outcome, too.
 */
import { spawn } from 'node:child_process';
import { ROOT } from './project.mjs';

/**
 * @typedef {object} Outcome
 * @property {number} status 0 when it went well, -1 when it could not be started or was stopped
 * @property {boolean} missing the program isn't there
 * @property {string} output what it wrote to stdout and stderr, as far as it wasn't passed through
 */

/**
 * @param {string} program
 * @param {string[]} args
 * @param {{ show?: boolean, env?: Record<string, string | undefined>, cwd?: string, timeoutMs?: number, shell?: boolean, progress?: boolean }} [options]
 *   `show` passes all output through, `progress` only stderr
 * @returns {Promise<Outcome>}
 */
export function runProgram(program, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: options.cwd ?? ROOT,
      env: { ...process.env, ...options.env },
      stdio: options.show ? 'inherit' : ['ignore', 'pipe', options.progress ? 'inherit' : 'pipe'],
      shell: options.shell ?? false,
      timeout: options.timeoutMs,
    });
    /** @type {Buffer[]} */
    const pieces = [];
    child.stdout?.on('data', (piece) => pieces.push(piece));
    child.stderr?.on('data', (piece) => pieces.push(piece));
    const output = () => Buffer.concat(pieces).toString('utf8');
    child.on('error', (error) => resolve({ status: -1, missing: 'code' in error && error.code === 'ENOENT', output: `${output()}${error.message}` }));
    child.on('close', (code) => resolve({ status: code ?? -1, missing: false, output: output() }));
  });
}

/**
 * Runs a program with this terminal until it ends. What ends this process ends it, too; Ctrl+C reaches it by itself.
 * @param {string} program
 * @param {string[]} args
 * @param {(text: string) => void} [onOutput] sees stdout instead of the terminal
 * @returns {Promise<number>} its exit status; rejects if it could not be started
 */
export function runToEnd(program, args, onOutput) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['inherit', onOutput ? 'pipe' : 'inherit', 'inherit'] });
    const end = () => child.kill('SIGTERM');
    const wait = () => {};
    process.on('SIGTERM', end).on('SIGHUP', end).on('SIGINT', wait);
    child.stdout?.on('data', (bytes) => onOutput?.(String(bytes)));
    child.on('error', reject);
    child.on('close', (code) => {
      process.off('SIGTERM', end).off('SIGHUP', end).off('SIGINT', wait);
      resolve(code ?? 1);
    });
  });
}
