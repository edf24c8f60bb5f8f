/** Every command, in the order in which help names them. */
import type { CommandSpec } from './command.ts';
import { archiveCommand } from './commands/archive.ts';
import { bundleCommands } from './commands/bundle.ts';
import { circlePeopleCommands } from './commands/circle-people.ts';
import { circleRulesCommands } from './commands/circle-rules.ts';
import { circleCommands } from './commands/circle.ts';
import { completionCommand } from './commands/completion.ts';
import { digestCommand } from './commands/digest.ts';
import { doctorCommand } from './commands/doctor.ts';
import { idCommands } from './commands/id.ts';
import { listingImportCommand } from './commands/listing-import.ts';
import { listingCommands } from './commands/listing.ts';
import { relayCommand } from './commands/relay.ts';
import { startCommand } from './commands/start.ts';

export const COMMANDS: readonly CommandSpec[] = [
  startCommand,
  ...idCommands,
  ...circleCommands,
  ...circlePeopleCommands,
  ...circleRulesCommands,
  ...listingCommands,
  listingImportCommand,
  ...bundleCommands,
  archiveCommand,
  digestCommand,
  doctorCommand,
  relayCommand,
  completionCommand(() => COMMANDS),
];
