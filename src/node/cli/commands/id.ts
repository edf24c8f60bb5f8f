/** `huan id`: the account of a home. */
import { UsageError, type Arguments } from '../arguments.ts';
import { HOME_OPTION, JSON_OPTION, type CommandSpec } from '../command.ts';
import { readStandardInput } from '../input.ts';
import { withAccount, withSession } from '../with-session.ts';
import { cliWords } from '../words.ts';

/** The twelve words, from where no other program sees them. Throws UsageError. */
async function readPhrase(args: Arguments): Promise<string> {
  if (args.text('phrase') !== '-') throw new UsageError(cliWords().phraseOnlyByInput);
  return new TextDecoder().decode(await readStandardInput());
}

export const idCommands: readonly CommandSpec[] = [
  {
    path: 'id init',
    does: { en: 'Make an account on this home, or bring yours back by its twelve words', zh: '在这个数据文件夹里创建账户，或用十二个词找回你的账户' },
    positionals: [],
    options: {
      name: { value: 'NAME', required: true, source: 'text', does: { en: 'What the others shall call you', zh: '别人怎么称呼你' } },
      phrase: { value: '-', does: { en: 'Read the twelve words of your account from standard input', zh: '从标准输入读取你账户的十二个词' } },
      ...HOME_OPTION,
      ...JSON_OPTION,
    },
    async run(args, output) {
      const name = args.text('name') ?? '';
      const phrase = args.has('phrase') ? await readPhrase(args) : undefined;
      await withSession(args, async ({ client }) => {
        if (phrase !== undefined) {
          const { account, device } = await client.call('restoreAccount', { name, phrase });
          output.print({ account, device, name: name.trim() }, cliWords().accountMade(name.trim(), account, device));
          return;
        }
        const made = await client.call('createAccount', { name });
        const { account, device } = made;
        output.print({ account, device, name: made.name, phrase: made.phrase }, `${cliWords().accountMade(made.name, account, device)}\n\n${cliWords().phrase(made.phrase)}`);
      });
    },
  },
  {
    path: 'id show',
    does: { en: 'Show the account of this home', zh: '显示这个数据文件夹的账户' },
    positionals: [],
    options: { ...HOME_OPTION, ...JSON_OPTION },
    run: (args, output) =>
      withAccount(args, async ({ status: { identity } }) => {
        if (identity === null) return;
        const { account, device, name } = identity;
        output.print({ account, device, name }, cliWords().accountMade(name, account, device));
      }),
  },
  {
    path: 'id renew',
    does: { en: 'Go on as a new device, where this home is a copy of another', zh: '这个数据文件夹是另一份的副本时，作为新设备继续' },
    positionals: [],
    options: {
      phrase: { value: '-', required: true, does: { en: 'Read the twelve words of your account from standard input', zh: '从标准输入读取你账户的十二个词' } },
      ...HOME_OPTION,
      ...JSON_OPTION,
    },
    async run(args, output) {
      const phrase = await readPhrase(args);
      await withAccount(args, async ({ client }) => {
        const { account, device, name, again } = await client.call('renewDevice', { phrase });
        output.print({ account, device, name, again }, `${cliWords().accountMade(name, account, device)}\n\n${cliWords().renewed(again)}`);
      });
    },
  },
];
