/** Runs a command on a home, and finds what its arguments name there. */
import { MOST_FOUND, type Results } from '../../core/commands.ts';
import type { CircleId } from '../../core/ids.ts';
import { homeFolder } from '../home.ts';
import { UsageError, type Arguments } from './arguments.ts';
import { openSession, type Session } from './open-session.ts';
import { CliFailure } from './output.ts';
import { describeRefusal } from './refusal-words.ts';
import { cliWords } from './words.ts';

/** Opens the home that the arguments name, and gives it free again whatever happens. */
export async function withSession(args: Arguments, run: (session: Session) => Promise<void>): Promise<void> {
  const session = await openSession(homeFolder(args.text('home')));
  try {
    await run(session);
  } finally {
    await session.close();
  }
}

/** The same for what needs an account. Rejects with a CliFailure where there is none. */
export function withAccount(args: Arguments, run: (session: Session) => Promise<void>): Promise<void> {
  return withSession(args, async (session) => {
    if (session.status.identity === null) throw new CliFailure('no-account', describeRefusal({ type: 'no-account', message: '' }));
    await run(session);
  });
}

const PREFIX = /^[0-9a-f]{6,64}$/;

/** The first digits of an id, in lower case. Throws UsageError. */
export function readPrefix(name: string, value: string): string {
  const prefix = value.trim().toLowerCase();
  if (!PREFIX.test(prefix)) throw new UsageError(cliWords().badId(name, value));
  return prefix;
}

/** The one circle whose id begins as the argument CIRCLE does. */
export function findCircle({ status }: Session, args: Arguments): CircleId {
  const prefix = readPrefix('CIRCLE', args.positional('CIRCLE'));
  const found = status.circles.map(({ circle }) => circle).filter((circle) => circle.startsWith(prefix));
  return only(found, (circle) => circle, prefix, () => new CliFailure('unknown-circle', cliWords().unknownCircle(prefix)));
}

/** The one listing whose id begins as the argument LISTING does, and its circle. */
export async function findListing({ client }: Session, args: Arguments): Promise<Results['findListings'][number]> {
  const prefix = readPrefix('LISTING', args.positional('LISTING'));
  return only(await client.call('findListings', { prefix }), ({ listing }) => listing.id, prefix, () => new CliFailure('unknown-listing', cliWords().unknownListing(prefix)));
}

/** The only one found. Throws a CliFailure: `none()` where there is none, and another where there are several. */
export function only<T>(found: readonly T[], idOf: (one: T) => string, prefix: string, none: () => CliFailure): T {
  const [first] = found;
  if (first === undefined) throw none();
  if (found.length > 1) throw new CliFailure('ambiguous-id', cliWords().ambiguous(prefix, found.slice(0, MOST_FOUND).map(idOf).join(', ')));
  return first;
}
