/** What a host says to a person who starts it, in English and Simplified Chinese. The command line's own words: cli/words.ts. */
const english = {
  homeInUse: (address: string | undefined): string =>
    address ? `Huan already runs on this home. Open it at ${address}, or choose another home with --home.` : 'Huan already runs on this home. Use that window, or choose another home with --home.',
  'disk-full': (_detail: string): string => 'The disk is full. Nothing was lost; make some room and start again.',
  'read-only': (_detail: string): string => 'This home can’t be written to. Choose another one with --home, or let yourself write to this one.',
  'storage-failed': (detail: string): string => `This home can’t be used: ${detail}. Nothing was changed.`,
  bug: (detail: string): string => `Something in Huan went wrong: ${detail}. What was saved before is safe. Start it again; HUAN_DEBUG=1 shows more.`,
};

const chinese: typeof english = {
  homeInUse: (address) => (address ? `Huan 已经在使用这个数据文件夹。请打开 ${address}，或用 --home 换一个文件夹。` : 'Huan 已经在使用这个数据文件夹。请使用已打开的窗口，或用 --home 换一个文件夹。'),
  'disk-full': () => '磁盘已满。没有丢失任何内容；请腾出一些空间后重新启动。',
  'read-only': () => '这个数据文件夹不能写入。请用 --home 换一个文件夹，或为自己开启写入权限。',
  'storage-failed': (detail) => `这个数据文件夹无法使用：${detail}。没有做任何改动。`,
  bug: (detail) => `Huan 出了问题：${detail}。之前保存的内容是安全的。请重新启动；设置 HUAN_DEBUG=1 可查看详情。`,
};

/** The sentences in the person's language: Chinese where the environment says so, English otherwise. */
export function words(env: NodeJS.ProcessEnv = process.env): typeof english {
  return isChinese(env) ? chinese : english;
}

/** Whether this person's environment says that they read Chinese. */
export function isChinese(env: NodeJS.ProcessEnv = process.env): boolean {
  const language = env['LC_ALL'] || env['LC_MESSAGES'] || env['LANG'] || Intl.DateTimeFormat().resolvedOptions().locale;
  return language.startsWith('zh');
}
