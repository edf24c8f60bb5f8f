/**
 * The next version of a circle's rules being written: numbered clauses, who may invite and let in, and how much one may write. What the
 * host kept of it is checked when it comes back, since an older version of Huan may have written it.
 */
import * as v from 'valibot';
import { CONTROL_LIMITS } from '../../src/core/circle/control-bodies.ts';
import type { RulesInput } from '../../src/core/circle-calls.ts';
import { parseJson } from './parse-json.ts';

export interface DraftClause {
  /** A number of this window. */
  key: number;
  text: string;
}

/** What is wrong with a field: `clauses` are named by their keys. */
export interface RulesProblems {
  clauses: ReadonlyMap<number, 'missing' | 'too-long'>;
  ops: boolean;
  megabytes: boolean;
}

const MEBIBYTE = 1_048_576;
const MOST_OPS = 1_000_000;
const MOST_BYTES = 2 ** 32;
const level = v.picklist(['member', 'organizer']);
const keptDraft = v.object({ base: v.string(), clauses: v.pipe(v.array(v.string()), v.maxLength(CONTROL_LIMITS.clauses)), invite: level, greet: level, ops: v.string(), megabytes: v.string() });
const VISIBLE = /[^\s\p{C}]/u;

const inMegabytes = (bytes: number): string => String(Math.round((bytes / MEBIBYTE) * 100) / 100);

/** A number as typed, with either sign for what follows the whole. */
function readNumber(typed: string): number | undefined {
  const compact = typed.replaceAll(/[\s'’]/g, '').replace(',', '.');
  return /^\d+(\.\d+)?$/.test(compact) ? Number(compact) : undefined;
}

export class RulesDraft {
  /** The version that it was begun from. */
  base = $state.raw('');
  clauses = $state<DraftClause[]>([]);
  invite = $state<RulesInput['invite']>('member');
  greet = $state<RulesInput['greet']>('member');
  ops = $state('');
  megabytes = $state('');
  /** As the version has it from which it was begun: rounded in the field, exact in what is sent. */
  #bytes = 0;
  #nextKey = 1;

  get full(): boolean {
    return this.clauses.length >= CONTROL_LIMITS.clauses;
  }

  get problems(): RulesProblems {
    const clauses = new Map<number, 'missing' | 'too-long'>();
    for (const { key, text } of this.clauses) {
      if (!VISIBLE.test(text)) clauses.set(key, 'missing');
      else if (text.trim().length > CONTROL_LIMITS.clause) clauses.set(key, 'too-long');
    }
    const [ops, bytes] = [readNumber(this.ops), this.#readBytes()];
    return { clauses, ops: ops === undefined || !Number.isInteger(ops) || ops < 1 || ops > MOST_OPS, megabytes: bytes === undefined || bytes < 1 || bytes > MOST_BYTES };
  }

  addClause(): number {
    const key = this.#nextKey++;
    this.clauses.push({ key, text: '' });
    return key;
  }

  /** Takes a clause out; the returned function puts it back to where it was. */
  removeClause(key: number): () => void {
    const index = this.clauses.findIndex((clause) => clause.key === key);
    const gone = this.clauses.splice(index, 1);
    return () => void this.clauses.splice(index, 0, ...gone);
  }

  moveClause(key: number, step: 1 | -1): void {
    const from = this.clauses.findIndex((clause) => clause.key === key);
    const [clause, other] = [this.clauses[from], this.clauses[from + step]];
    if (clause === undefined || other === undefined) return;
    this.clauses[from + step] = clause;
    this.clauses[from] = other;
  }

  fillFrom(version: RulesInput & { op: string }): void {
    this.base = version.op;
    this.#setClauses(version.clauses);
    this.invite = version.invite;
    this.greet = version.greet;
    this.ops = String(version.quota.ops);
    this.#bytes = version.quota.bytes;
    this.megabytes = inMegabytes(version.quota.bytes);
  }

  /** What is set. Undefined while something is wrong. */
  toInput(): RulesInput | undefined {
    const { clauses, ops: wrongOps, megabytes } = this.problems;
    const [ops, bytes] = [readNumber(this.ops), this.#readBytes()];
    if (clauses.size > 0 || wrongOps || megabytes || ops === undefined || bytes === undefined) return undefined;
    return { invite: this.invite, greet: this.greet, quota: { ops, bytes }, clauses: this.clauses.map(({ text }) => text.trim()) };
  }

  toJson(): string {
    const { base, invite, greet, ops, megabytes } = this;
    return JSON.stringify({ base, clauses: this.clauses.map(({ text }) => text), invite, greet, ops, megabytes });
  }

  /** Takes over a kept draft; false if it can't be understood. */
  restore(json: string): boolean {
    const kept = v.safeParse(keptDraft, parseJson(json));
    if (!kept.success) return false;
    const { clauses, ...fields } = kept.output;
    Object.assign(this, fields);
    this.#setClauses(clauses);
    return true;
  }

  #readBytes(): number | undefined {
    if (this.megabytes === inMegabytes(this.#bytes)) return this.#bytes;
    const megabytes = readNumber(this.megabytes);
    return megabytes === undefined ? undefined : Math.round(megabytes * MEBIBYTE);
  }

  #setClauses(texts: readonly string[]): void {
    this.clauses = texts.map((text) => ({ key: this.#nextKey++, text }));
  }
}
