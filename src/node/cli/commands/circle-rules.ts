/** `huan circle rules` and `huan circle quorum`: what applies in a circle, and who can step in together when its founder is gone. */
import * as v from 'valibot';
import { rulesInput, type DeedInput, type Keep, type RulesInput, type RulesVersion } from '../../../core/circle-calls.ts';
import { CONTROL_LIMITS } from '../../../core/circle/control-bodies.ts';
import type { CircleId } from '../../../core/ids.ts';
import { UsageError, type Arguments } from '../arguments.ts';
import { circleWords } from '../circle-words.ts';
import { HOME_OPTION, JSON_OPTION, type CommandSpec } from '../command.ts';
import { findAccount, findAct, findMember } from '../find-people.ts';
import type { HostClient } from '../host-client.ts';
import { readInputFile } from '../input.ts';
import { CliFailure, oneLine } from '../output.ts';
import { findCircle, withAccount } from '../with-session.ts';
import { cliWords } from '../words.ts';
import { CIRCLE } from './circle.ts';
import { KEEP_OPTION, REASON_OPTION, reasonOf } from './circle-people.ts';

const rules: CommandSpec = {
  path: 'circle rules',
  does: { en: 'Show the rules of a circle, or set new ones', zh: '显示圈子的规则，或定下新规则' },
  positionals: [CIRCLE],
  options: {
    set: { value: 'FILE', source: 'file', does: { en: 'Set what that JSON file says (invite, greet, quota, clauses); what it leaves out stays as it is', zh: '按这个 JSON 文件定规则（invite、greet、quota、clauses）；没写的保持不变' } },
    history: { does: { en: 'All versions, the newest first', zh: '所有版本，最新的在前' } },
    ...HOME_OPTION,
    ...JSON_OPTION,
  },
  async run(args, output) {
    const path = args.text('set');
    if (path !== undefined && args.has('history')) throw new UsageError(circleWords().eitherOr('--set', '--history'));
    const given = path === undefined ? undefined : readRules(path, await readInputFile(path));
    await withAccount(args, async (session) => {
      const circle = findCircle(session, args);
      const versions = await session.client.call('listRules', { circle });
      if (path !== undefined && given !== undefined) {
        const { op } = await session.client.call('setRules', { circle, rules: completeRules(path, given, versions.find(({ current }) => current)) });
        output.print({ op }, op);
        return;
      }
      const shown = args.has('history') ? versions.toSorted((a, b) => b.number - a.number) : versions.filter(({ current }) => current);
      for (const version of shown) {
        const { number, op, by, at, current, invite, greet, quota, clauses } = version;
        output.print({ number, op, by: by.account, at: new Date(at).toISOString(), current, invite, greet, quota, clauses }, describeRules(version));
      }
    });
  },
};

function describeRules(version: RulesVersion): string {
  const { number, by, at, current, clauses } = version;
  const words = circleWords();
  return [words.rulesHead(number, oneLine(by.name), at, current), ...clauses.map((clause, index) => `  §${index + 1}  ${oneLine(clause)}`), words.rights(version)].join('\n');
}

/** What a file says, as far as that can be told without the rules that apply. Throws a CliFailure. */
function readRules(path: string, bytes: Uint8Array): object {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof TypeError)) throw error;
  }
  throw new CliFailure('bad-rules', circleWords().rulesUnreadable(path));
}

function completeRules(path: string, given: object, current: RulesInput | undefined): RulesInput {
  const result = v.safeParse(rulesInput, { ...current, ...given });
  if (result.success) return result.output;
  const where = v.getDotPath(result.issues[0]) ?? '';
  throw new CliFailure('bad-rules', circleWords().rulesWrong(path, where));
}

const DEEDS = ['organizer', 'remove', 'restore', 'quorum'] as const;
type DeedName = (typeof DEEDS)[number];
/** Options that only some proposals take. */
const TAKES: Record<DeedName, readonly string[]> = { organizer: [], remove: ['keep', 'reason'], restore: [], quorum: ['k'] };

const quorum: CommandSpec = {
  path: 'circle quorum',
  does: { en: 'Show who can step in when the founder is gone and what they propose; propose, or sign', zh: '显示创建者不在时谁能接手、有哪些提议；提出提议或签名' },
  positionals: [CIRCLE],
  options: {
    propose: { value: 'WHAT', choices: DEEDS, does: { en: `Propose, and sign: ${DEEDS.join(', ')}`, zh: `提出并签名：${DEEDS.join('、')}` } },
    account: { value: 'ACCOUNT', source: 'text', repeated: true, does: { en: 'Whom the proposal is about; with quorum, all who shall be in it', zh: '提议涉及谁；quorum 时列出所有人' } },
    k: { value: 'N', does: { en: 'How many of a new quorum must agree (default: more than half)', zh: '新的代管人中需要几人同意（默认：超过一半）' } },
    ...KEEP_OPTION,
    ...REASON_OPTION,
    sign: { value: 'ACT', source: 'text', does: { en: 'Sign that proposal, by its first 6 or more digits', zh: '为这项提议签名，给出前 6 位以上' } },
    ...HOME_OPTION,
    ...JSON_OPTION,
  },
  async run(args, output) {
    checkProposal(args);
    const k = args.number('k', 1, CONTROL_LIMITS.quorum);
    await withAccount(args, async (session) => {
      const { client } = session;
      const circle = findCircle(session, args);
      // `choices` lets nothing else through.
      const what = args.text('propose') as DeedName | undefined;
      const signing = args.text('sign');
      if (what !== undefined) {
        const { act, done } = await client.call('proposeAct', { circle, deed: await readDeed(client, circle, what, k, args) });
        output.print({ act, done }, circleWords().signed(act, done));
        return;
      }
      const summary = await client.call('quorum', { circle });
      if (signing !== undefined) {
        const { act, done } = await client.call('signAct', { circle, act: findAct(summary, signing).act });
        output.print({ act, done }, circleWords().signed(act, done));
        return;
      }
      const names = new Map<string, string>([...(await client.call('listMembers', { circle })), ...summary.accounts].map(({ account, name }) => [account, name]));
      const words = circleWords();
      const proposals = summary.proposals.map(({ act, deed, signed }) => words.proposed(words.deed(deed, (account) => names.get(account) ?? account), signed, summary.k, act));
      output.print(
        { accounts: summary.accounts.map(({ account }) => account), k: summary.k, mine: summary.mine, proposals: summary.proposals.map(({ act, deed, signed, maySign }) => ({ act, deed, signed: signed.map(({ account }) => account), maySign })) },
        [words.quorum(summary.accounts, summary.k), ...proposals].join('\n'),
      );
    });
  },
};

/** Whether the options go together. Throws UsageError. */
function checkProposal(args: Arguments): void {
  const words = circleWords();
  const what = args.text('propose') as DeedName | undefined;
  if (what !== undefined && args.has('sign')) throw new UsageError(words.eitherOr('--propose', '--sign'));
  const accounts = args.all('account').length;
  const given = ['account', 'k', 'keep', 'reason'].filter((name) => args.has(name));
  if (what === undefined) {
    if (given[0] !== undefined) throw new UsageError(words.onlyWithPropose(`--${given[0]}`));
    return;
  }
  const useless = given.find((name) => name !== 'account' && !TAKES[what].includes(name));
  if (useless !== undefined) throw new UsageError(words.notFor(`--${useless}`, what));
  if (accounts === 0) throw new UsageError(words.needsAccount(what));
  if (what !== 'quorum' && accounts > 1) throw new UsageError(words.oneAccount(what));
  if (accounts > CONTROL_LIMITS.quorum) throw new UsageError(cliWords().badNumber('--account', String(accounts), 1, CONTROL_LIMITS.quorum));
}

async function readDeed(client: HostClient, circle: CircleId, what: DeedName, k: number | undefined, args: Arguments): Promise<DeedInput> {
  const [first = ''] = args.all('account');
  if (what === 'quorum') {
    const accounts = [...new Set(await Promise.all(args.all('account').map((value) => findAccount(client, circle, value))))];
    if (k !== undefined && k > accounts.length) throw new UsageError(circleWords().needsOf(accounts.length));
    return { type: what, accounts, k: k ?? Math.floor(accounts.length / 2) + 1 };
  }
  const { account } = await findMember(client, circle, first);
  if (what === 'remove') return { type: what, account, keep: (args.text('keep') ?? 'all') as Keep, ...reasonOf(args.text('reason')) };
  return { type: what, account };
}

export const circleRulesCommands: readonly CommandSpec[] = [rules, quorum];
