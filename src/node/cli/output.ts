/**
 * What the command line prints: text for people, or one JSON value per line.
 * Holds always: what other people wrote can't move the cursor, colour or clear a terminal. Whoever reads may stop at any time:
 * then nothing more is printed, and the command ends in its own way.
 */

export interface Output {
  readonly json: boolean;
  /** True once nobody reads any more. */
  readonly closed: boolean;
  /** A result: the value with --json, otherwise the text. */
  print(value: unknown, text: string): void;
  /** A text that is the result itself, such as help: the same with --json. */
  write(text: string): void;
  /** Something beside the result: always on stderr. */
  note(text: string): void;
}

/** Refused or failed, for a known reason: exit status 1. */
export class CliFailure extends Error {
  readonly type: string;
  /** Which field was wrong, where a host said so. */
  readonly field: string | undefined;
  constructor(type: string, message: string, field?: string) {
    super(message);
    this.type = type;
    this.field = field;
  }
}

export function createOutput(json: boolean): Output {
  let closed = false;
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
      if (stream === process.stdout) closed = true;
    });
  }
  return {
    json,
    get closed() {
      return closed;
    },
    print(value, text) {
      if (!closed) process.stdout.write(`${json ? toJsonLine(value) : toPlainText(text)}\n`);
    },
    write(text) {
      if (!closed) process.stdout.write(`${text}\n`);
    },
    note: (text) => process.stderr.write(`${toPlainText(text)}\n`),
  };
}

/** JSON on one line; control characters that JSON allows as they are stand escaped, for those who look at it on a terminal. */
function toJsonLine(value: unknown): string {
  return JSON.stringify(value).replaceAll(/[\p{Cc}\u2028\u2029]/gu, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Without control characters and without those that turn the direction of writing. */
function toPlainText(text: string): string {
  return text.replaceAll(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, (character) => (character === '\n' || character === '\t' ? character : '\uFFFD'));
}

/** One line of what may have several. */
export function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}

/** Resolves when the person (or the system) asks this process to end. */
export function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
  });
}
