/**
 * Completion scripts, made from the commands' descriptions. Each shell gets the same table: what may follow which words, and
 * which values an option has. They start no program while somebody types.
 */
import type { CommandSpec, OptionSpec } from './command.ts';
import { inLanguage } from './words.ts';

/** What may come after some words of a command line. */
interface Place {
  /** The words so far, such as `circle create`; empty at the beginning. */
  path: string;
  words: readonly { word: string; does: string }[];
  options: readonly { name: string; option: OptionSpec }[];
  /** What an argument is taken from, where it is a file or folder. */
  source: 'file' | 'folder' | undefined;
}

function listPlaces(commands: readonly CommandSpec[]): Place[] {
  const groups = new Set(commands.flatMap(({ path }) => (path.includes(' ') ? [path.slice(0, path.indexOf(' '))] : [])));
  const inGroup = (group: string): Place['words'] =>
    commands.filter(({ path }) => path.startsWith(`${group} `)).map(({ path, does }) => ({ word: path.slice(group.length + 1), does: inLanguage(does) }));
  const first = [...new Set(commands.map(({ path }) => path.split(' ')[0] ?? ''))].map((word) => {
    const alone = commands.find(({ path }) => path === word);
    return { word, does: alone ? inLanguage(alone.does) : inGroup(word).map((one) => one.word).join(', ') };
  });
  const general = { path: '', words: [...first, { word: 'help', does: '' }], options: [], source: undefined };
  return [
    general,
    ...[...groups].map((group): Place => ({ path: group, words: inGroup(group), options: [], source: undefined })),
    ...commands.map(({ path, options, positionals }): Place => ({
      path,
      words: positionals.flatMap(({ choices }) => (choices ?? []).map((word) => ({ word, does: '' }))),
      options: Object.entries(options).map(([name, option]) => ({ name, option })),
      source: positionals.map(({ source }) => source).find((source) => source === 'file' || source === 'folder'),
    })),
  ];
}

const optionNames = ({ options }: Place): string[] => [...options.map(({ name }) => `--${name}`), '--help'];

/** Options whose values are known, or are files, under every command that has them. */
function valueCases(places: readonly Place[]): { path: string; name: string; option: OptionSpec }[] {
  return places.flatMap(({ path, options }) => options.filter(({ option }) => option.value !== undefined).map(({ name, option }) => ({ path, name, option })));
}

function bash(commands: readonly CommandSpec[]): string {
  const places = listPlaces(commands);
  const words = places.map((place) => `    ${quote(place.path)}) words=${quote([...place.words.map(({ word }) => word), ...optionNames(place)].join(' '))};${argumentCase(place)};`);
  const values = valueCases(places).map(({ path, name, option }) => {
    if (option.choices) return `    ${quote(`${path} --${name}`)}) COMPREPLY=($(compgen -W ${quote(option.choices.join(' '))} -- "$cur")); return;;`;
    if (option.source === 'file') return `    ${quote(`${path} --${name}`)}) _huan_files f; return;;`;
    if (option.source === 'folder') return `    ${quote(`${path} --${name}`)}) _huan_files d; return;;`;
    return `    ${quote(`${path} --${name}`)}) return;;`;
  });
  return `# Completion of huan for bash.
_huan_files() {
  local IFS=$'\\n'
  COMPREPLY+=($(compgen "-$1" -- "$cur"))
  compopt -o filenames 2>/dev/null
}
_huan() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} path='' files='' words='' word next i
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    case "$word" in -*) continue;; esac
    next="\${path:+$path }$word"
    case "$next" in
${pathPattern(places)}) path=$next;;
      *) break;;
    esac
  done
  COMPREPLY=()
  case "$path $prev" in
${values.join('\n')}
  esac
  case "$path" in
${words.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
  case "$files" in
    file) _huan_files f;;
    folder) _huan_files d;;
  esac
}
complete -F _huan huan
`;
}

const argumentCase = ({ source }: Place): string => (source === undefined ? '' : ` files=${source};`);

/** A shell pattern of all paths, for a case. */
function pathPattern(places: readonly Place[]): string {
  return `      ${places
    .filter(({ path }) => path !== '')
    .map(({ path }) => quote(path))
    .join('|')}`;
}

function zsh(commands: readonly CommandSpec[]): string {
  const places = listPlaces(commands);
  const described = ({ words, options }: Place): string =>
    [...words.map(({ word, does }) => quote(`${word}:${does}`)), ...options.map(({ name, option }) => quote(`--${name}:${inLanguage(option.does).replaceAll(':', '\\:')}`))].join(' ');
  const words = places.map((place) => `    ${quote(place.path)}) entries=(${described(place)});${argumentCase(place)};`);
  const values = valueCases(places).map(({ path, name, option }) => {
    if (option.choices) return `    ${quote(`${path} --${name}`)}) compadd -- ${option.choices.map(quote).join(' ')}; return;;`;
    if (option.source === 'file') return `    ${quote(`${path} --${name}`)}) _files; return;;`;
    if (option.source === 'folder') return `    ${quote(`${path} --${name}`)}) _files -/; return;;`;
    return `    ${quote(`${path} --${name}`)}) return;;`;
  });
  return `#compdef huan
# Completion of huan for zsh.
_huan() {
  local prev=\${words[CURRENT-1]} joined='' files='' word next i
  local -a entries
  for ((i = 2; i < CURRENT; i++)); do
    word=\${words[i]}
    case "$word" in -*) continue;; esac
    next="\${joined:+$joined }$word"
    case "$next" in
${pathPattern(places)}) joined=$next;;
      *) break;;
    esac
  done
  case "$joined $prev" in
${values.join('\n')}
  esac
  case "$joined" in
${words.join('\n')}
  esac
  _describe 'huan' entries
  case "$files" in
    file) _files;;
    folder) _files -/;;
  esac
}
if [ "$funcstack[1]" = "_huan" ]; then _huan "$@"; else compdef _huan huan; fi
`;
}

function fish(commands: readonly CommandSpec[]): string {
  const places = listPlaces(commands);
  const lines = places.flatMap((place) => {
    const when = `-n ${quote(`__huan_at ${place.path}`)}`;
    const words = place.words.map(({ word, does }) => `complete -c huan -f ${when} -a ${quote(word)}${does === '' ? '' : ` -d ${quote(does)}`}`);
    const options = place.options.map(({ name, option }) => {
      const values = option.choices ? ` -x -a ${quote(option.choices.join(' '))}` : option.source === 'folder' ? " -x -a '(__fish_complete_directories)'" : option.source === 'file' ? ' -r -F' : option.value === undefined ? '' : ' -x';
      return `complete -c huan ${when} -l ${name}${values} -d ${quote(inLanguage(option.does))}`;
    });
    const files = place.source === undefined ? [] : [`complete -c huan ${when} -F`];
    return [...words, ...options, ...files];
  });
  const paths = places.filter(({ path }) => path !== '').map(({ path }) => quote(path)).join(' ');
  return `# Completion of huan for fish.
function __huan_at
    set -l at
    for word in (commandline -opc)[2..]
        string match -q -- '-*' $word; and continue
        set -l next (string join ' ' $at $word)
        if contains -- $next ${paths}
            set at $at $word
        else
            break
        end
    end
    test "$at" = "$argv"
end
complete -c huan -f
${lines.join('\n')}
`;
}

/** In single quotes, as all three shells read them. */
function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

export const COMPLETIONS = { bash, zsh, fish } as const;
export type Shell = keyof typeof COMPLETIONS;
