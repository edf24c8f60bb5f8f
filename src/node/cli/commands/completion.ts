/** `huan completion`: a script by which a shell completes this command line. */
import type { CommandSpec } from '../command.ts';
import { COMPLETIONS, type Shell } from '../completion.ts';

const SHELLS = Object.keys(COMPLETIONS);

/** `commands` gives all commands, this one among them. */
export function completionCommand(commands: () => readonly CommandSpec[]): CommandSpec {
  return {
    path: 'completion',
    does: {
      en: 'Print a completion script: put source <(huan completion bash) into ~/.bashrc, the same with zsh into ~/.zshrc, or huan completion fish | source into config.fish',
      zh: '输出补全脚本：把 source <(huan completion bash) 写入 ~/.bashrc，zsh 同样写入 ~/.zshrc，fish 把 huan completion fish | source 写入 config.fish',
    },
    positionals: [{ name: 'SHELL', does: { en: SHELLS.join(', '), zh: SHELLS.join('、') }, choices: SHELLS }],
    options: {},
    async run(args, output) {
      // `choices` lets nothing else through.
      output.write(COMPLETIONS[args.positional('SHELL') as Shell](commands()).trimEnd());
    },
  };
}
