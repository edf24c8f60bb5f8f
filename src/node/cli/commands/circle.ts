/** `huan circle`: founding, inviting, joining, and who is there. */
import { ROLES, type Role } from '../../../core/circle/control-bodies.ts';
import { UsageError } from '../arguments.ts';
import { circleWords } from '../circle-words.ts';
import { HOME_OPTION, JSON_OPTION, type CommandSpec, type PositionalSpec } from '../command.ts';
import { readAccount } from '../find-people.ts';
import { oneLine } from '../output.ts';
import { findCircle, withAccount } from '../with-session.ts';
import { cliWords } from '../words.ts';

export const CIRCLE: PositionalSpec = { name: 'CIRCLE', source: 'text', does: { en: 'A circle’s id, or its first 6 or more digits', zh: '圈子的编号，或它的前 6 位以上' } };

const MOST_USES = 10_000;

export const circleCommands: readonly CommandSpec[] = [
  {
    path: 'circle create',
    does: { en: 'Found a circle', zh: '创建一个圈子' },
    positionals: [],
    options: {
      name: { value: 'NAME', required: true, source: 'text', does: { en: 'What it is called', zh: '圈子的名称' } },
      relay: { value: 'URL', source: 'text', repeated: true, does: { en: 'A relay by which those who are invited find you, such as ws://127.0.0.1:4444', zh: '中继地址，受邀的人通过它找到你，例如 ws://127.0.0.1:4444' } },
      friend: { value: 'ACCOUNT', source: 'text', repeated: true, does: { en: 'Somebody who can step in for you, by their account key; two are a good number', zh: '可以接手的人的账户密钥；两位比较合适' } },
      public: { does: { en: 'Whoever has an invitation may read it without being let in', zh: '拿到邀请的人不用被接纳也能阅读' } },
      ...HOME_OPTION,
      ...JSON_OPTION,
    },
    async run(args, output) {
      const friends = args.all('friend').map((value) => readAccount('--friend', value));
      await withAccount(args, async ({ client }) => {
        const name = (args.text('name') ?? '').trim();
        const { circle } = await client.call('createCircle', { name, public: args.has('public'), relays: [...args.all('relay')], ...(friends.length === 0 ? {} : { friends }) });
        output.print({ circle, name }, cliWords().circleMade(name, circle));
      });
    },
  },
  {
    path: 'circle list',
    does: { en: 'List the circles of this home', zh: '列出这个数据文件夹里的圈子' },
    positionals: [],
    options: { ...HOME_OPTION, ...JSON_OPTION },
    run: (args, output) =>
      withAccount(args, async ({ client }) => {
        for (const { circle, name, public: isPublic, members, listings, role, sample } of await client.call('listCircles', {})) {
          const words = cliWords();
          const notes = [words.roles[role] ?? role, ...(isPublic ? [words.publicCircle] : []), ...(sample === true ? [words.sampleCircle] : [])].join(', ');
          output.print({ circle, name, public: isPublic, members, listings, role, ...(sample === true ? { sample } : {}) }, `${words.circleLine(oneLine(name), members, listings)} (${notes})\n  ${circle}`);
        }
      }),
  },
  {
    path: 'circle invite',
    does: { en: 'Make an invitation link', zh: '生成邀请链接' },
    positionals: [CIRCLE],
    options: {
      uses: { value: 'N', does: { en: 'For how many people it is meant (default: any number)', zh: '给多少人用（默认：不限）' } },
      role: { value: 'ROLE', choices: ROLES, does: { en: 'What they come in as (default: member)', zh: '以什么身份加入（默认：member）' } },
      ...HOME_OPTION,
      ...JSON_OPTION,
    },
    async run(args, output) {
      const uses = args.number('uses', 1, MOST_USES);
      // `choices` lets nothing else through.
      const role = args.text('role') as Role | undefined;
      await withAccount(args, async (session) => {
        const circle = findCircle(session, args);
        const { link, invitation } = await session.client.call('createInvitation', { circle, ...(uses === undefined ? {} : { uses }), ...(role === undefined ? {} : { role }) });
        output.print({ link, invitation }, link);
      });
    },
  },
  {
    path: 'circle join',
    does: { en: 'Ask to be let into a circle', zh: '请求加入一个圈子' },
    positionals: [{ name: 'LINK', source: 'text', does: { en: 'An invitation link', zh: '邀请链接' } }],
    options: { ...HOME_OPTION, ...JSON_OPTION },
    async run(args, output) {
      const link = args.positional('LINK');
      if (!link.includes('huan://join/')) throw new UsageError(cliWords().noLink(oneLine(link).slice(0, 60)));
      await withAccount(args, async ({ client }) => {
        const { circle, status } = await client.call('joinCircle', { link });
        output.print({ circle, status }, status === 'joined' ? cliWords().joined(circle) : cliWords().waiting(circle));
      });
    },
  },
  {
    path: 'circle members',
    does: { en: 'List who is and was in a circle, with their roles', zh: '列出圈子现在和以前的成员及其角色' },
    positionals: [CIRCLE],
    options: { ...HOME_OPTION, ...JSON_OPTION },
    run: (args, output) =>
      withAccount(args, async (session) => {
        const members = await session.client.call('listMembers', { circle: findCircle(session, args) });
        for (const { account, name, role, rank, status, devices } of members) {
          const notes = [cliWords().roles[role] ?? role, circleWords().standing[status]].filter((note) => note !== '').join(', ');
          output.print({ account, name, role, rank, status, devices }, `${oneLine(name)} (${notes})\n  ${account}`);
        }
      }),
  },
];
