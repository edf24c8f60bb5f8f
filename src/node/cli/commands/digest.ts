/** `huan digest`: two computers with the same entries print the same heads and state. */
import { HOME_OPTION, JSON_OPTION, type CommandSpec } from '../command.ts';
import { findCircle, withAccount } from '../with-session.ts';
import { cliWords } from '../words.ts';
import { CIRCLE } from './circle.ts';

export const digestCommand: CommandSpec = {
  path: 'digest',
  does: { en: 'Print what two computers compare to see that they have the same circle', zh: '显示摘要：两台电脑相同即表示圈子内容相同' },
  positionals: [CIRCLE],
  options: { ...HOME_OPTION, ...JSON_OPTION },
  run: (args, output) =>
    withAccount(args, async (session) => {
      const circle = findCircle(session, args);
      const { ops, heads, state } = await session.client.call('digest', { circle });
      output.print({ circle, ops, heads, state }, cliWords().digest(ops, heads, state));
    }),
};
