/** What `huan doctor` says of what it finds, in English and Simplified Chinese. */
import type { CircleStatus } from '../../core/commands.ts';
import { isChinese } from '../words.ts';

type Problem = NonNullable<CircleStatus['problem']>;

const english = {
  homeNotMade: (folder: string): string => `${folder} is not there yet; it is made when it is first used`,
  homeUnwritable: (folder: string, code: string): string => `${folder} can’t be written to (${code}): check who may write there`,
  spaceFree: (mebibytes: number): string => `${mebibytes} MiB free`,
  clockWrong: (now: string, other: string): string => `this computer’s clock says ${now}, but something here is of ${other}: set the clock`,
  lockFree: 'no host runs on this home',
  lockHeld: (host: string): string => `a host runs on this home, at ${host}`,
  portNone: 'no window was served from this home yet',
  portUsed: (host: string): string => `in use by the host at ${host}`,
  portFree: (port: number): string => `${port} is free`,
  portTaken: (port: number): string => `${port} is taken by another program: the window will come at another address, and fill its cache anew`,
  storeWhole: 'opens, and is whole',
  storeDamaged: (damage: string): string => `opened with damage, of which a copy was kept: ${damage}`,
  noAccount: 'there is none on this home yet',
  forks: (count: number): string => `${count} ${count === 1 ? 'device has' : 'devices have'} written two histories: see huan circle forks`,
  problems: {
    'other-side-newer': 'somebody has a newer Huan: update this one',
    'other-side-older': 'somebody has an older Huan: they should update theirs',
    'older-copy': 'another copy of this home was used, so nothing can be written here: go on in the other one, or make this one a new device with huan id renew --phrase -',
    refused: 'the others did not take this device in: ask somebody in the circle',
  } as Record<Problem, string>,
  waiting: 'waiting to be let in',
  digest: (ops: number, heads: string, state: string): string => `${ops} entries, heads ${heads}, state ${state}`,
};

const chinese: typeof english = {
  homeNotMade: (folder) => `${folder} 还不存在，第一次使用时会创建`,
  homeUnwritable: (folder, code) => `${folder} 无法写入（${code}）：请检查写入权限`,
  spaceFree: (mebibytes) => `剩余 ${mebibytes} MiB`,
  clockWrong: (now, other) => `这台电脑的时钟是 ${now}，但这里有 ${other} 的内容：请校准时钟`,
  lockFree: '没有程序在使用这个数据文件夹',
  lockHeld: (host) => `有程序在使用这个数据文件夹：${host}`,
  portNone: '这个数据文件夹还没有打开过窗口',
  portUsed: (host) => `正由 ${host} 使用`,
  portFree: (port) => `${port} 空闲`,
  portTaken: (port) => `${port} 被其他程序占用：窗口会换一个地址，并重新建立缓存`,
  storeWhole: '可以打开，完好',
  storeDamaged: (damage) => `打开时发现损坏，已保留副本：${damage}`,
  noAccount: '这个数据文件夹里还没有账户',
  forks: (count) => `${count} 台设备写出了两份历史：请看 huan circle forks`,
  problems: {
    'other-side-newer': '有人的 Huan 版本更新：请更新这台电脑上的程序',
    'other-side-older': '有人的 Huan 版本较旧：请对方更新',
    'older-copy': '这个数据文件夹的另一份副本被使用过，所以这里不能写：请用另一份，或用 huan id renew --phrase - 让这一份成为新设备',
    refused: '其他成员没有接受这台设备：请问问圈子里的人',
  },
  waiting: '等待接纳',
  digest: (ops, heads, state) => `${ops} 条记录，heads ${heads}，state ${state}`,
};

export function doctorWords(): typeof english {
  return isChinese() ? chinese : english;
}
