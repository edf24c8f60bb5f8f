/** Every sentence that the host and the command line say to a person, in English and Simplified Chinese. */
const english = {
  homeInUse: (address: string | undefined): string =>
    address ? `Huan already runs on this home. Open it at ${address}, or choose another home with --home.` : 'Huan already runs on this home. Use that window, or choose another home with --home.',
  'disk-full': (_detail: string): string => 'The disk is full. Nothing was lost; make some room and start again.',
  'read-only': (_detail: string): string => 'This home can’t be written to. Choose another one with --home, or let yourself write to this one.',
  'storage-failed': (detail: string): string => `This home can’t be used: ${detail}. Nothing was changed.`,
  portInUse: (port: number): string => `Port ${port} is taken by another program. Choose another one with --port.`,
  listenFailed: (place: string, detail: string): string => `Can’t listen on ${place} (${detail}). Choose another place with --listen.`,
  running: (address: string): string => `Huan is running. Open it in your browser:\n  ${address}\nKeep this address to yourself: it is the key to your account on this computer. Press Ctrl+C to stop.`,
  notOpened: 'No browser could be opened. Open the address above yourself.',
  relayRunning: (address: string): string => `The relay listens on ${address}. Press Ctrl+C to stop.`,
  stopped: 'Stopped. Everything is saved.',
  bug: (detail: string): string => `Something in Huan went wrong: ${detail}. What was saved before is safe. Start it again; HUAN_DEBUG=1 shows more.`,
  unknownCommand: (name: string): string => `There is no command “${name}”. See huan --help.`,
  unknownOption: (option: string): string => `There is no option “${option}” here. See huan --help.`,
  needsValue: (option: string): string => `The option “${option}” needs a value.`,
  takesNoValue: (option: string): string => `The option “${option}” takes no value.`,
  unexpected: (argument: string): string => `“${argument}” is one argument too many. See huan --help.`,
  badPort: (text: string): string => `“${text}” is no port: --port takes a number from 1 to 65535.`,
  badListen: (text: string): string => `“${text}” is no place to listen on: --listen takes HOST:PORT, such as 127.0.0.1:4444.`,
  help: `huan: swap, give, lend, sell and repair within a hobby circle

Usage: huan [COMMAND] [OPTIONS]

Commands:
  start                 Start Huan on this computer and open its window (the default)
    --home DIR          Where your account and circles are kept (also: HUAN_HOME)
    --port N            Port on this computer for the window
    --no-open           Print the address only; open no browser
  relay                 Run a relay through which people find each other
    --listen HOST:PORT  Where to listen (default: 127.0.0.1:4444)

Options:
  --json                One JSON value per line on stdout
  --help, --version

Exit status: 0 done, 1 refused or failed, 2 wrong usage.`,
};

const chinese: typeof english = {
  homeInUse: (address) => (address ? `Huan 已经在使用这个数据文件夹。请打开 ${address}，或用 --home 换一个文件夹。` : 'Huan 已经在使用这个数据文件夹。请使用已打开的窗口，或用 --home 换一个文件夹。'),
  'disk-full': () => '磁盘已满。没有丢失任何内容；请腾出一些空间后重新启动。',
  'read-only': () => '这个数据文件夹不能写入。请用 --home 换一个文件夹，或为自己开启写入权限。',
  'storage-failed': (detail) => `这个数据文件夹无法使用：${detail}。没有做任何改动。`,
  portInUse: (port) => `端口 ${port} 已被其他程序占用。请用 --port 换一个端口。`,
  listenFailed: (place, detail) => `无法在 ${place} 上监听（${detail}）。请用 --listen 换一个地址。`,
  running: (address) => `Huan 正在运行。请在浏览器中打开：\n  ${address}\n请不要把这个地址告诉别人：它是你在这台电脑上的账户钥匙。按 Ctrl+C 停止。`,
  notOpened: '没能打开浏览器。请自己打开上面的地址。',
  relayRunning: (address) => `中继正在 ${address} 上监听。按 Ctrl+C 停止。`,
  stopped: '已停止。所有内容都已保存。',
  bug: (detail) => `Huan 出了问题：${detail}。之前保存的内容是安全的。请重新启动；设置 HUAN_DEBUG=1 可查看详情。`,
  unknownCommand: (name) => `没有“${name}”这个命令。请看 huan --help。`,
  unknownOption: (option) => `这里没有“${option}”这个选项。请看 huan --help。`,
  needsValue: (option) => `选项“${option}”需要一个值。`,
  takesNoValue: (option) => `选项“${option}”不带值。`,
  unexpected: (argument) => `参数“${argument}”是多余的。请看 huan --help。`,
  badPort: (text) => `“${text}”不是端口：--port 需要 1 到 65535 之间的数字。`,
  badListen: (text) => `“${text}”不是监听地址：--listen 需要 HOST:PORT，例如 127.0.0.1:4444。`,
  help: `huan：在兴趣圈子里交换、赠送、借用、出售和修理

用法：huan [命令] [选项]

命令：
  start                 在这台电脑上启动 Huan 并打开窗口（默认）
    --home DIR          账户和圈子保存在哪里（也可用 HUAN_HOME）
    --port N            窗口在这台电脑上使用的端口
    --no-open           只显示地址，不打开浏览器
  relay                 运行一个中继，让人们互相找到
    --listen HOST:PORT  在哪里监听（默认：127.0.0.1:4444）

选项：
  --json                标准输出每行一个 JSON 值
  --help, --version

退出状态：0 完成，1 被拒绝或失败，2 用法错误。`,
};

/** The sentences in the person's language: Chinese where the environment says so, English otherwise. */
export function words(env: NodeJS.ProcessEnv = process.env): typeof english {
  const language = env['LC_ALL'] || env['LC_MESSAGES'] || env['LANG'] || Intl.DateTimeFormat().resolvedOptions().locale;
  return language.startsWith('zh') ? chinese : english;
}
