/** What the command line prints: text for people, or one JSON value per line. */

export interface Output {
  /** A result: the value with --json, otherwise the text. */
  print(value: unknown, text: string): void;
  /** Something beside the result: always on stderr. */
  note(text: string): void;
}

/** Refused or failed, for a known reason: exit status 1. */
export class CliFailure extends Error {
  readonly type: string;
  constructor(type: string, message: string) {
    super(message);
    this.type = type;
  }
}

export function createOutput(json: boolean): Output {
  return {
    print: (value, text) => process.stdout.write(`${json ? JSON.stringify(value) : text}\n`),
    note: (text) => process.stderr.write(`${text}\n`),
  };
}

/** Resolves when the person (or the system) asks this process to end. */
export function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
  });
}
