/** What a command is: the one description from which arguments are read, help is written and completion is made. */
import type { Arguments } from './arguments.ts';
import type { Output } from './output.ts';

/** A sentence or word in both languages. */
export interface Text {
  en: string;
  zh: string;
}

/** Where a value that is `-` is read from: as text from standard input; a command reads files, and `-` for one, itself. */
type Source = 'text' | 'file' | 'folder';

export interface PositionalSpec {
  /** As help shows it, such as CIRCLE. */
  name: string;
  does: Text;
  /** The values that it can have. */
  choices?: readonly string[];
  source?: Source;
}

export interface OptionSpec {
  does: Text;
  /** What the value is called in help; without one the option is a switch. */
  value?: string;
  /** The values that it can have. */
  choices?: readonly string[];
  source?: Source;
  required?: true;
  /** May be given several times. */
  repeated?: true;
  /** An empty value says something: nothing. */
  mayBeEmpty?: true;
}

export type OptionTable = Readonly<Record<string, OptionSpec>>;

export interface CommandSpec {
  /** The words that name it, such as `circle create`. */
  path: string;
  does: Text;
  positionals: readonly PositionalSpec[];
  options: OptionTable;
  run: (args: Arguments, output: Output) => Promise<void>;
}

/** Of every command. */
export const JSON_OPTION: OptionTable = {
  json: { does: { en: 'One JSON value per line on stdout, and nothing else', zh: '标准输出每行一个 JSON 值，没有别的内容' } },
};

/** Of every command that works on a home. */
export const HOME_OPTION: OptionTable = {
  home: { value: 'DIR', source: 'folder', does: { en: 'Where your account and circles are kept (also: HUAN_HOME)', zh: '账户和圈子保存在哪里（也可用 HUAN_HOME）' } },
};
