/**
 * The command line's end of the contract in src/core/commands.ts: calls with one answer each.
 * Holds always: every call is answered, or rejects with a CliFailure; a lost pipe rejects all that wait. Trusts the host for
 * content, as a window does: it is this person's own.
 */
import { decode } from 'cborg';
import { CONTRACT_VERSION, type CommandName, type HostMessage, type HostStatus, type Params, type Pipe, type Results } from '../../core/commands.ts';
import { encodeCbor } from '../../core/op/body.ts';
import { CliFailure } from './output.ts';
import { describeRefusal } from './refusal-words.ts';
import { cliWords } from './words.ts';

interface Waiting {
  resolve: (result: unknown) => void;
  reject: (error: CliFailure) => void;
}

export class HostClient {
  readonly #pipe: Pipe;
  readonly #calls = new Map<number, Waiting>();
  readonly #welcomed: Promise<HostStatus>;
  #welcome: Waiting | undefined;
  #nextCall = 0;
  #open = true;

  /** Listens from now on; `ready` tells when the host has spoken. */
  constructor(pipe: Pipe) {
    this.#pipe = pipe;
    this.#welcomed = new Promise<HostStatus>((resolve, reject) => {
      this.#welcome = { resolve: (status) => resolve(status as HostStatus), reject };
    });
    // Whoever never asks for it has no use for its failure.
    this.#welcomed.catch(() => undefined);
    pipe.onClose(() => this.#lose());
    pipe.onMessage((bytes) => this.#receive(decode(bytes) as HostMessage));
  }

  /** How things stand at the host. Rejects with a CliFailure if it is of another version, or went away. */
  ready(): Promise<HostStatus> {
    return this.#welcomed;
  }

  /** Runs a command. Rejects with a CliFailure that carries the host's own type and field. */
  call<K extends CommandName>(command: K, params: Params<K>): Promise<Results[K]> {
    if (!this.#open) return Promise.reject(lost());
    const id = this.#nextCall++;
    return new Promise((resolve, reject) => {
      this.#calls.set(id, { resolve: (result) => resolve(result as Results[K]), reject });
      this.#pipe.send(encodeCbor({ type: 'call', id, command, params }));
    });
  }

  close(): void {
    this.#pipe.close();
  }

  #receive(message: HostMessage): void {
    if (message.type === 'welcome') {
      if (message.contract === CONTRACT_VERSION) this.#welcome?.resolve(message.status);
      else this.#welcome?.reject(new CliFailure('other-version', message.contract > CONTRACT_VERSION ? cliWords().hostNewer : cliWords().hostOlder));
    } else if (message.type === 'reply') {
      this.#take(message.id)?.resolve(message.result);
    } else if (message.type === 'refusal') {
      const { error } = message;
      this.#take(message.id)?.reject(new CliFailure(error.type, describeRefusal(error), error.field));
    }
  }

  #take(id: number): Waiting | undefined {
    const waiting = this.#calls.get(id);
    this.#calls.delete(id);
    return waiting;
  }

  #lose(): void {
    this.#open = false;
    this.#welcome?.reject(lost());
    for (const { reject } of this.#calls.values()) reject(lost());
    this.#calls.clear();
  }
}

function lost(): CliFailure {
  return new CliFailure('no-host', cliWords().hostLost);
}
