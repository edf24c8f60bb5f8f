/** What a window is told when a command was not carried out. Bugs are told plainly, and never with their stack. */
import type { CommandError } from '../../core/commands.ts';
import { CommandFailure } from '../../core/failure.ts';
import { StoreError } from '../../core/ports.ts';

/** From whatever a command rejected with. `report` is given what is a bug. */
export function toCommandError(error: unknown, report: (error: unknown) => void): CommandError {
  if (error instanceof CommandFailure) return error.toError();
  if (error instanceof StoreError) return { type: error.type, message: sentence(error.message) };
  report(error);
  return { type: 'internal', message: 'Something in Huan went wrong. What was saved before is safe.' };
}

function sentence(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}
