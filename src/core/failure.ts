/** Domain failures as values: what a person is told, never a bug. */
import type { CommandError, CommandErrorType } from './commands.ts';

export class CommandFailure extends Error {
  readonly type: CommandErrorType;
  readonly field: string | undefined;
  constructor(type: CommandErrorType, message: string, field?: string) {
    super(message);
    this.type = type;
    this.field = field;
  }
  toError(): CommandError {
    return { type: this.type, message: this.message, field: this.field };
  }
}
