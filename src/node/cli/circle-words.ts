/** What the command line says of a circle's people and rules, in English and Simplified Chinese. */
import type { Decision, DeedInput, ForkSummary, InvitationSummary, RemovalPreview, RulesInput, Standing } from '../../core/circle-calls.ts';
import { isChinese } from '../words.ts';

type Named = { name: string };
const namesOf = (people: readonly Named[], between: string): string => people.map(({ name }) => name).join(between);
const some = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;
const megabytes = (bytes: number): string => `${Math.round((bytes / 1_048_576) * 100) / 100} MiB`;
const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
const minute = (ms: number): string => new Date(ms).toISOString().slice(0, 16).replace('T', ' ');

const english = {
  standing: { member: '', removed: 'removed', left: 'left', stopped: 'stopped: a device contradicted itself' } as Record<Standing, string>,
  unknownMember: (prefix: string): string => `There is nobody ${prefix} in this circle. See huan circle members CIRCLE.`,
  unknownInvitation: (prefix: string): string => `There is no invitation ${prefix} in this circle. See huan circle invitations CIRCLE.`,
  unknownAct: (prefix: string): string => `There is no proposal ${prefix} in this circle. See huan circle quorum CIRCLE.`,
  unknownBranch: (prefix: string): string => `There is no such branch ${prefix} of theirs. See huan circle forks CIRCLE.`,
  wholeKey: (option: string, value: string): string => `${option} can’t be “${value}”: it is a whole account key, 64 digits (0-9, a-f). They see theirs with huan id show.`,
  needsAccount: (what: string): string => `--propose ${what} needs --account.`,
  oneAccount: (what: string): string => `--propose ${what} takes one --account only.`,
  onlyWithPropose: (option: string): string => `${option} is of use with --propose only.`,
  notFor: (option: string, what: string): string => `${option} is of no use with --propose ${what}.`,
  needsOf: (most: number): string => `--k can’t be that: it is a whole number from 1 to ${most}, as many as there are --account.`,
  eitherOr: (one: string, other: string): string => `Give ${one} or ${other}, not both.`,
  rulesUnreadable: (path: string): string => `“${path}” holds no rules. Nothing was changed; it is JSON as huan circle rules CIRCLE --json prints it.`,
  rulesWrong: (path: string, where: string): string => `“${path}” holds no rules: look at “${where}”. Nothing was changed; see huan circle rules CIRCLE --json for the form.`,
  takesBack: ({ listings, invitations, members, decisions }: RemovalPreview): string => {
    const parts = [
      ...(listings > 0 ? [some(listings, 'listing', 'listings')] : []),
      ...(invitations > 0 ? [some(invitations, 'invitation', 'invitations')] : []),
      ...(members.length > 0 ? [`${some(members.length, 'member', 'members')} who came in through them (${namesOf(members, ', ')})`] : []),
      ...(decisions > 0 ? [some(decisions, 'decision', 'decisions')] : []),
    ];
    return parts.length === 0 ? 'Nothing else goes with them.' : `With them go: ${parts.join('; ')}.`;
  },
  removed: (name: string, op: string): string => `${name} was removed. To take that back: huan circle restore CIRCLE ACCOUNT.\n${op}`,
  invitation: ({ invitation, by, madeAt, uses, used, role, state }: InvitationSummary): string => {
    const states: Record<InvitationSummary['state'], string> = { open: 'open', 'used-up': 'used up', revoked: 'ended', void: 'no longer valid' };
    const count = `used ${used.length}${uses === 0 ? '' : ` of ${uses}`} times`;
    return `${states[state]}, by ${by.name}, ${day(madeAt)}, ${count}${role === 'member' ? '' : `, as ${role}`}${used.length === 0 ? '' : `: ${namesOf(used, ', ')}`}\n  ${invitation}`;
  },
  rulesHead: (number: number, by: string, at: number, current: boolean): string => `Version ${number}, by ${by}, ${day(at)}${current ? ' (applies now)' : ''}`,
  rights: ({ invite, greet, quota }: RulesInput): string =>
    [
      invite === 'member' ? 'Every member may invite people.' : 'Only organizers, moderators and greeters may invite people.',
      greet === 'member' ? 'Every member lets in who brings an invitation.' : 'Only organizers, moderators and greeters let people in.',
      `Each device may write ${quota.ops} entries, ${megabytes(quota.bytes)} at most.`,
    ].join('\n'),
  standIns: 'The stand-ins',
  decided: (by: string, deed: Decision['deed']): string => {
    switch (deed.type) {
      case 'role':
        return `${by} gave ${deed.name} a role: ${deed.role}`;
      case 'role-back':
        return `${by} took a role back from ${deed.name}: ${deed.role}`;
      case 'removed':
        return `${by} removed ${deed.name}`;
      case 'restored':
        return `${by} took ${deed.name} back`;
      case 'revoked':
        return `${by} ended the invitation ${deed.invitation}`;
      case 'rules':
        return `${by} set the rules, version ${deed.number}`;
      case 'rules-back':
        return `${by} took back version ${deed.number} of the rules`;
      case 'left':
        return `${deed.name} left`;
      case 'quorum':
        return `${by} chose the stand-ins: ${namesOf(deed.accounts, ', ')}; it takes ${deed.k} of them`;
      case 'key':
        return `${by} changed the circle’s key`;
    }
  },
  decision: (when: number, what: string, reason: string | undefined, state: Decision['state']): string => {
    const states: Record<Decision['state'], string> = { holds: '', void: ' (doesn’t hold: its author has no right to it)', overruled: ' (overruled by a later decision)', idle: ' (without effect: both are of equal rank)' };
    return `${minute(when)}  ${what}${states[state]}${reason === undefined ? '' : `\n  Reason: ${reason}`}`;
  },
  quorum: (accounts: readonly Named[], k: number): string =>
    accounts.length === 1
      ? `Only ${namesOf(accounts, '')} can step in when the founder is gone. If their words are lost, nobody can. Choose more with --propose quorum --account ACCOUNT.`
      : `When the founder is gone, ${k} of these can step in together: ${namesOf(accounts, ', ')}.`,
  proposed: (what: string, signed: readonly Named[], k: number, act: string): string => `Proposed: ${what}. Signed by ${namesOf(signed, ', ')} (${signed.length} of ${k}).\n  ${act}`,
  deed: (deed: DeedInput, name: (account: string) => string): string => {
    switch (deed.type) {
      case 'organizer':
        return `make ${name(deed.account)} an organizer`;
      case 'remove':
        return `remove ${name(deed.account)}, keep ${deed.keep === 'all' ? 'what they wrote' : 'nothing they wrote'}`;
      case 'restore':
        return `take ${name(deed.account)} back`;
      case 'quorum':
        return `new stand-ins: ${deed.accounts.map(name).join(', ')}; it takes ${deed.k} of them`;
    }
  },
  signed: (act: string, done: boolean): string => (done ? `Enough have signed: it is done.\n${act}` : `Signed; it waits for the others.\n${act}`),
  fork: ({ name, branches }: ForkSummary): string =>
    [`${name}: a device of theirs wrote two histories. To choose one: huan circle restore CIRCLE ACCOUNT --branch BRANCH`, ...branches.map(({ id, ops, titles, at }) => `  ${id}\n    ${minute(at)}, ${some(ops, 'entry', 'entries')}${titles.length === 0 ? '' : `: ${titles.join(', ')}`}`)].join('\n'),
  left: (op: string): string => `You have left. What is here stays readable; to come back you need a new invitation and a new home.\n${op}`,
};

const chinese: typeof english = {
  standing: { member: '', removed: '已移出', left: '已退出', stopped: '已停止：设备自相矛盾' },
  unknownMember: (prefix) => `这个圈子里没有 ${prefix} 这个人。请看 huan circle members CIRCLE。`,
  unknownInvitation: (prefix) => `这个圈子里没有邀请 ${prefix}。请看 huan circle invitations CIRCLE。`,
  unknownAct: (prefix) => `这个圈子里没有提议 ${prefix}。请看 huan circle quorum CIRCLE。`,
  unknownBranch: (prefix) => `没有 ${prefix} 这个分支。请看 huan circle forks CIRCLE。`,
  wholeKey: (option, value) => `${option} 不能是“${value}”：需要完整的账户密钥，64 位（0-9、a-f）。对方用 huan id show 可以看到。`,
  needsAccount: (what) => `--propose ${what} 需要 --account。`,
  oneAccount: (what) => `--propose ${what} 只能带一个 --account。`,
  onlyWithPropose: (option) => `${option} 只能和 --propose 一起用。`,
  notFor: (option, what) => `${option} 不能和 --propose ${what} 一起用。`,
  needsOf: (most) => `--k 不能这样填：需要 1 到 ${most} 的整数，不超过 --account 的个数。`,
  eitherOr: (one, other) => `${one} 和 ${other} 只能给一个。`,
  rulesUnreadable: (path) => `“${path}”里不是规则。什么都没有改变；需要 huan circle rules CIRCLE --json 输出的那种 JSON。`,
  rulesWrong: (path, where) => `“${path}”里不是规则：请看“${where}”。什么都没有改变；写法见 huan circle rules CIRCLE --json。`,
  takesBack: ({ listings, invitations, members, decisions }) => {
    const parts = [
      ...(listings > 0 ? [`${listings} 件物品`] : []),
      ...(invitations > 0 ? [`${invitations} 个邀请`] : []),
      ...(members.length > 0 ? [`由其引入的 ${members.length} 位成员（${namesOf(members, '、')}）`] : []),
      ...(decisions > 0 ? [`${decisions} 个决定`] : []),
    ];
    return parts.length === 0 ? '没有别的内容一起撤回。' : `一起撤回的有：${parts.join('；')}。`;
  },
  removed: (name, op) => `已移出 ${name}。要取消，请用 huan circle restore CIRCLE ACCOUNT。\n${op}`,
  invitation: ({ invitation, by, madeAt, uses, used, role, state }) => {
    const states: Record<InvitationSummary['state'], string> = { open: '有效', 'used-up': '已用完', revoked: '已作废', void: '已失效' };
    const count = `用了 ${used.length} 次${uses === 0 ? '' : `（最多 ${uses} 次）`}`;
    return `${states[state]}，${by.name} 发出，${day(madeAt)}，${count}${role === 'member' ? '' : `，角色 ${role}`}${used.length === 0 ? '' : `：${namesOf(used, '、')}`}\n  ${invitation}`;
  },
  rulesHead: (number, by, at, current) => `第 ${number} 版，${by}，${day(at)}${current ? '（现行）' : ''}`,
  rights: ({ invite, greet, quota }) =>
    [
      invite === 'member' ? '每位成员都可以邀请别人。' : '只有组织者、协管员和迎新员可以邀请别人。',
      greet === 'member' ? '带着邀请来的人，任何成员都会让其加入。' : '只有组织者、协管员和迎新员可以让人加入。',
      `每台设备最多写 ${quota.ops} 条内容，共 ${megabytes(quota.bytes)}。`,
    ].join('\n'),
  standIns: '代管人',
  decided: (by, deed) => {
    switch (deed.type) {
      case 'role':
        return `${by} 让 ${deed.name} 担任 ${deed.role}`;
      case 'role-back':
        return `${by} 收回了 ${deed.name} 的角色 ${deed.role}`;
      case 'removed':
        return `${by} 移出了 ${deed.name}`;
      case 'restored':
        return `${by} 请回了 ${deed.name}`;
      case 'revoked':
        return `${by} 作废了邀请 ${deed.invitation}`;
      case 'rules':
        return `${by} 定下了第 ${deed.number} 版规则`;
      case 'rules-back':
        return `${by} 撤回了第 ${deed.number} 版规则`;
      case 'left':
        return `${deed.name} 退出了`;
      case 'quorum':
        return `${by} 选定了代管人：${namesOf(deed.accounts, '、')}；需要其中 ${deed.k} 人`;
      case 'key':
        return `${by} 更换了圈子的密钥`;
    }
  },
  decision: (when, what, reason, state) => {
    const states: Record<Decision['state'], string> = { holds: '', void: '（无效：做决定的人没有权限）', overruled: '（已被之后的决定推翻）', idle: '（没有效力：双方级别相同）' };
    return `${minute(when)}  ${what}${states[state]}${reason === undefined ? '' : `\n  理由：${reason}`}`;
  },
  quorum: (accounts, k) =>
    accounts.length === 1
      ? `如果创建者不在了，只有 ${namesOf(accounts, '')} 能接手；恢复词一丢就没有人能接手了。请用 --propose quorum --account ACCOUNT 多选几人。`
      : `如果创建者不在了，其中 ${k} 人可以一起接手：${namesOf(accounts, '、')}。`,
  proposed: (what, signed, k, act) => `提议：${what}。已签名：${namesOf(signed, '、')}（${signed.length} / ${k}）。\n  ${act}`,
  deed: (deed, name) => {
    switch (deed.type) {
      case 'organizer':
        return `让 ${name(deed.account)} 担任组织者`;
      case 'remove':
        return `移出 ${name(deed.account)}，${deed.keep === 'all' ? '保留写过的内容' : '写过的内容不保留'}`;
      case 'restore':
        return `请回 ${name(deed.account)}`;
      case 'quorum':
        return `新的代管人：${deed.accounts.map(name).join('、')}；需要其中 ${deed.k} 人`;
    }
  },
  signed: (act, done) => (done ? `签名已经够了，已经生效。\n${act}` : `已签名；还要等其他人。\n${act}`),
  fork: ({ name, branches }) =>
    [`${name} 的一台设备写下了两份历史。要选定一份：huan circle restore CIRCLE ACCOUNT --branch BRANCH`, ...branches.map(({ id, ops, titles, at }) => `  ${id}\n    ${minute(at)}，${ops} 条内容${titles.length === 0 ? '' : `：${titles.join('、')}`}`)].join('\n'),
  left: (op) => `你已退出。这里的内容仍可以看；想回来，需要新的邀请和新的数据文件夹。\n${op}`,
};

/** The sentences in the person's language. */
export function circleWords(): typeof english {
  return isChinese() ? chinese : english;
}
