/** `huan circle`: founding, inviting, joining, and who is there. */
import { UsageError } from '../arguments.ts';
import { HOME_OPTION, JSON_OPTION, type CommandSpec, type PositionalSpec } from '../command.ts';
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
      public: { does: { en: 'Whoever has an invitation may read it without being let in', zh: '拿到邀请的人不用被接纳也能阅读' } },
      ...HOME_OPTION,
      ...JSON_OPTION,
    },
    run: (args, output) =>
      withAccount(args, async ({ client }) => {
        const name = (args.text('name') ?? '').trim();
        const { circle } = await client.call('createCircle', { name, public: args.has('public'), relays: [...args.all('relay')] });
        output.print({ circle, name }, cliWords().circleMade(name, circle));
      }),
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
      role: { value: 'ROLE', choices: ['member'], does: { en: 'What they come in as (default: member)', zh: '以什么身份加入（默认：member）' } },
      ...HOME_OPTION,
      ...JSON_OPTION,
    },
    async run(args, output) {
      const uses = args.number('uses', 1, MOST_USES);
      await withAccount(args, async (session) => {
        const circle = findCircle(session, args);
        const { link, invitation } = await session.client.call('createInvitation', uses === undefined ? { circle } : { circle, uses });
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
    does: { en: 'List the members of a circle', zh: '列出圈子的成员' },
    positionals: [CIRCLE],
    options: { ...HOME_OPTION, ...JSON_OPTION },
    run: (args, output) =>
      withAccount(args, async (session) => {
        const members = await session.client.call('listMembers', { circle: findCircle(session, args) });
        for (const { account, name, role, rank, status, devices } of members) {
          output.print({ account, name, role, rank, status, devices }, `${oneLine(name)} (${cliWords().roles[role] ?? role})\n  ${account}`);
        }
      }),
  },
];
