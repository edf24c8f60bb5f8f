/** Help, made from the commands' descriptions. */
import { isChinese } from '../words.ts';
import type { CommandSpec, OptionTable, PositionalSpec } from './command.ts';
import { inLanguage } from './words.ts';

interface Entry {
  name: string;
  does: string;
}

/** All commands, or those whose path begins with that word. */
export function describeCommands(commands: readonly CommandSpec[]): string {
  const width = Math.max(...commands.map((command) => usage(command).length));
  const lines = commands.map((command) => `  ${usage(command).padEnd(width)}  ${inLanguage(command.does)}`);
  const head = isChinese() ? ['huan：在兴趣圈子里交换、赠送、借用、出售和修理', '', '用法：huan [命令] [选项]', '', '命令：'] : ['huan: swap, give, lend, sell and repair within a hobby circle', '', 'Usage: huan [COMMAND] [OPTIONS]', '', 'Commands:'];
  return [...head, ...lines, '', ...describeGeneral()].join('\n');
}

/** One command with its arguments and options. */
export function describeCommand(command: CommandSpec): string {
  const { positionals, options, does } = command;
  const entries: Entry[] = [...positionals.map(({ name, does: text }) => ({ name, does: inLanguage(text) })), ...describeOptions(options)];
  const width = Math.max(0, ...entries.map(({ name }) => name.length));
  const lines = entries.map((entry) => `  ${entry.name.padEnd(width)}  ${entry.does}`);
  return [inLanguage(does), '', `${isChinese() ? '用法：' : 'Usage: '}huan ${usage(command)}`, '', ...lines, '', ...describeGeneral()].join('\n');
}

function describeOptions(options: OptionTable): Entry[] {
  return Object.entries(options).map(([name, { value, does, repeated, required }]) => {
    const notes = [...(required ? [isChinese() ? '必填' : 'required'] : []), ...(repeated ? [isChinese() ? '可多次' : 'may be repeated'] : [])];
    return { name: `--${name}${value === undefined ? '' : ` ${value}`}`, does: `${inLanguage(does)}${notes.length === 0 ? '' : ` (${notes.join(', ')})`}` };
  });
}

function usage({ path, positionals }: CommandSpec): string {
  return [path, ...positionals.map(({ name }: PositionalSpec) => name)].join(' ');
}

function describeGeneral(): string[] {
  return isChinese()
    ? ['“-”表示从标准输入读取。编号可以只写前 6 位以上。', 'huan 命令 --help 显示该命令的选项；--json 标准输出每行一个 JSON 值；--version。', '退出状态：0 完成，1 被拒绝或失败，2 用法错误。']
    : ['“-” reads standard input. Of an id its first 6 or more digits are enough.', 'huan COMMAND --help shows a command’s options; --json prints one JSON value per line; --version.', 'Exit status: 0 done, 1 refused or failed, 2 wrong usage.'];
}
