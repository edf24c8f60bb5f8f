/**
 * Runs the host as a utility process and hands out ports to it. A host that crashes is started again, a few times; one that
 * refuses to start (exit status 1, one sentence on stderr) is not.
 */
import { fileURLToPath } from 'node:url';
import { MessageChannelMain, utilityProcess, type MessagePortMain, type UtilityProcess } from 'electron';

const RESTARTS_A_MINUTE = 3;
const STOP_MS = 5_000;

export class HostProcess {
  readonly #home: string;
  readonly #onFailed: (sentence: string) => void;
  #child: UtilityProcess;
  #starts: number[] = [];
  #stopping = false;
  #lastLine = '';

  /** Starts the host of `home`. `onFailed` is called once, when it can't be kept running. */
  constructor(home: string, onFailed: (sentence: string) => void) {
    this.#home = home;
    this.#onFailed = onFailed;
    this.#child = this.#start();
  }

  #start(): UtilityProcess {
    const entry = fileURLToPath(new URL('../node/host-process.js', import.meta.url));
    const child = utilityProcess.fork(entry, ['--home', this.#home], { serviceName: 'Huan host', stdio: ['ignore', 'inherit', 'pipe'] });
    this.#starts.push(Date.now());
    child.stderr?.on('data', (bytes: Buffer) => {
      process.stderr.write(bytes);
      this.#lastLine = bytes.toString('utf8').trimEnd().split('\n').at(-1) ?? '';
    });
    child.once('exit', (code) => this.#onExit(code));
    return child;
  }

  #onExit(code: number): void {
    if (this.#stopping) return;
    const recent = this.#starts.filter((at) => Date.now() - at < 60_000);
    if (code === 1 || recent.length > RESTARTS_A_MINUTE) {
      this.#stopping = true;
      this.#onFailed(this.#lastLine || `exit status ${code}`);
      return;
    }
    this.#starts = recent;
    this.#child = this.#start();
  }

  /** A port that speaks with the host. It closes when the host ends; ask again then. */
  connect(): MessagePortMain {
    const { port1, port2 } = new MessageChannelMain();
    this.#child.postMessage({ type: 'window' }, [port1]);
    return port2;
  }

  /** Resolves when the host has put everything on disk and ended, or was ended after a while. */
  async stop(): Promise<void> {
    if (this.#stopping) return;
    this.#stopping = true;
    const ended = new Promise<void>((resolve) => this.#child.once('exit', () => resolve()));
    this.#child.postMessage({ type: 'stop' });
    const timer = setTimeout(() => this.#child.kill(), STOP_MS);
    await ended;
    clearTimeout(timer);
  }
}
