/** `huan circle`: what is decided about people: roles, removals, invitations, forks, leaving, and what was decided so far. */
import { KEEPS, type Keep } from '../../../core/circle-calls.ts';
import { ROLES, type Role } from '../../../core/circle/control-bodies.ts';
import type { CommandSpec, OptionTable, PositionalSpec } from '../command.ts';
import { HOME_OPTION, JSON_OPTION } from '../command.ts';
import { circleWords } from '../circle-words.ts';
import { findBranch, findInvitation, findMember } from '../find-people.ts';
import { oneLine } from '../output.ts';
import { findCircle, withAccount } from '../with-session.ts';
import { CIRCLE } from './circle.ts';

const ACCOUNT: PositionalSpec = { name: 'ACCOUNT', source: 'text', does: { en: 'A member’s account, or its first 6 or more digits', zh: '成员的账户，或它的前 6 位以上' } };
const INVITATION: PositionalSpec = { name: 'INVITATION', source: 'text', does: { en: 'An invitation’s id, or its first 6 or more digits', zh: '邀请的编号，或它的前 6 位以上' } };

export const REASON_OPTION: OptionTable = { reason: { value: 'TEXT', source: 'text', does: { en: 'Why; everyone in the circle can read it', zh: '理由；圈子里的每个人都能看到' } } };
export const KEEP_OPTION: OptionTable = {
  keep: { value: 'WHAT', choices: KEEPS, does: { en: 'What stays of what they wrote: all of it until now, or nothing (default: all)', zh: '对方写过的内容保留多少：all 保留到现在为止的，nothing 不保留（默认：all）' } },
};

/** Without what was not given: a command is asked for nothing that it need not have. */
export const reasonOf = (reason: string | undefined): { reason?: string } => (reason === undefined ? {} : { reason });

const role: CommandSpec = {
  path: 'circle role',
  does: { en: 'Give a member a role; member takes every other one back', zh: '给成员一个角色；member 收回其他角色' },
  positionals: [CIRCLE, ACCOUNT, { name: 'ROLE', choices: ROLES, does: { en: ROLES.join(', '), zh: ROLES.join('、') } }],
  options: { ...HOME_OPTION, ...JSON_OPTION },
  run: (args, output) =>
    withAccount(args, async (session) => {
      const circle = findCircle(session, args);
      const { account } = await findMember(session.client, circle, args.positional('ACCOUNT'));
      // `choices` lets nothing else through.
      const { op } = await session.client.call('setRole', { circle, account, role: args.positional('ROLE') as Role });
      output.print({ op }, op);
    }),
};

const remove: CommandSpec = {
  path: 'circle remove',
  does: { en: 'Remove a member, and say what goes with them', zh: '移出一位成员，并说明哪些内容一起撤回' },
  positionals: [CIRCLE, ACCOUNT],
  options: { ...REASON_OPTION, ...KEEP_OPTION, ...HOME_OPTION, ...JSON_OPTION },
  run: (args, output) =>
    withAccount(args, async (session) => {
      const { client } = session;
      const circle = findCircle(session, args);
      const { account, name } = await findMember(client, circle, args.positional('ACCOUNT'));
      const keep = (args.text('keep') ?? 'all') as Keep;
      const preview = await client.call('previewRemoval', { circle, account, keep });
      const { op } = await client.call('removeMember', { circle, account, keep, ...reasonOf(args.text('reason')) });
      output.note(oneLine(circleWords().takesBack(preview)));
      output.print({ op }, circleWords().removed(oneLine(name), op));
    }),
};

const restore: CommandSpec = {
  path: 'circle restore',
  does: { en: 'Take a removed member back, or say which of two histories of theirs holds', zh: '请回被移出的成员，或选定其两份历史中的一份' },
  positionals: [CIRCLE, ACCOUNT],
  options: {
    branch: { value: 'BRANCH', source: 'text', does: { en: 'The branch that holds, as circle forks lists them', zh: '以哪个分支为准，见 circle forks' } },
    ...HOME_OPTION,
    ...JSON_OPTION,
  },
  run: (args, output) =>
    withAccount(args, async (session) => {
      const { client } = session;
      const circle = findCircle(session, args);
      const { account } = await findMember(client, circle, args.positional('ACCOUNT'));
      const wanted = args.text('branch');
      const branch = wanted === undefined ? {} : { branch: findBranch(await client.call('listForks', { circle }), account, wanted) };
      const { op } = await client.call('restoreMember', { circle, account, ...branch });
      output.print({ op }, op);
    }),
};

const revoke: CommandSpec = {
  path: 'circle revoke',
  does: { en: 'End an invitation: nobody joins by it any more', zh: '作废一个邀请：以后没有人能用它加入' },
  positionals: [CIRCLE, INVITATION],
  options: { ...REASON_OPTION, ...HOME_OPTION, ...JSON_OPTION },
  run: (args, output) =>
    withAccount(args, async (session) => {
      const circle = findCircle(session, args);
      const { invitation } = await findInvitation(session.client, circle, args.positional('INVITATION'));
      const { op } = await session.client.call('revokeInvitation', { circle, invitation, ...reasonOf(args.text('reason')) });
      output.print({ op }, op);
    }),
};

const invitations: CommandSpec = {
  path: 'circle invitations',
  does: { en: 'List the invitations of a circle, and who came by each', zh: '列出圈子的邀请，以及谁由此加入' },
  positionals: [CIRCLE],
  options: { ...HOME_OPTION, ...JSON_OPTION },
  run: (args, output) =>
    withAccount(args, async (session) => {
      for (const summary of await session.client.call('listInvitations', { circle: findCircle(session, args) })) {
        const { invitation, by, madeAt, uses, role: as, used, state } = summary;
        output.print({ invitation, by: by.account, made: new Date(madeAt).toISOString(), uses, used: used.map(({ account }) => account), role: as, state }, circleWords().invitation(summary));
      }
    }),
};

const decisions: CommandSpec = {
  path: 'circle decisions',
  does: { en: 'List what was decided in a circle, the newest first', zh: '列出圈子里做过的决定，最新的在前' },
  positionals: [CIRCLE],
  options: { ...HOME_OPTION, ...JSON_OPTION },
  run: (args, output) =>
    withAccount(args, async (session) => {
      for (const { id, by, at, deed, reason, state } of await session.client.call('listDecisions', { circle: findCircle(session, args) })) {
        const words = circleWords();
        const what = oneLine(words.decided(by?.name ?? words.standIns, deed));
        output.print({ id, by: by?.account ?? null, at: new Date(at).toISOString(), deed, reason: reason ?? null, state }, words.decision(at, what, reason, state));
      }
    }),
};

const forks: CommandSpec = {
  path: 'circle forks',
  does: { en: 'List devices that wrote two histories, with both', zh: '列出写下两份历史的设备，以及两份内容' },
  positionals: [CIRCLE],
  options: { ...HOME_OPTION, ...JSON_OPTION },
  run: (args, output) =>
    withAccount(args, async (session) => {
      for (const fork of await session.client.call('listForks', { circle: findCircle(session, args) })) {
        const { account, name, device, branches, mayChoose } = fork;
        output.print({ account, name, device, branches: branches.map(({ id, ops, titles, at }) => ({ branch: id, ops, titles, at: new Date(at).toISOString() })), mayChoose }, circleWords().fork(fork));
      }
    }),
};

const leave: CommandSpec = {
  path: 'circle leave',
  does: { en: 'Leave a circle, for good on this home; what is here stays readable', zh: '退出圈子，这个数据文件夹不能再回来；已有内容仍可以看' },
  positionals: [CIRCLE],
  options: { ...HOME_OPTION, ...JSON_OPTION },
  run: (args, output) =>
    withAccount(args, async (session) => {
      const { op } = await session.client.call('leaveCircle', { circle: findCircle(session, args) });
      output.print({ op }, circleWords().left(op));
    }),
};

export const circlePeopleCommands: readonly CommandSpec[] = [role, remove, restore, revoke, invitations, decisions, forks, leave];
