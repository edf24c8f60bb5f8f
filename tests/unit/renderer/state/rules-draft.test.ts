import { describe, expect, it } from 'vitest';
import { RulesDraft } from '../../../../renderer/state/rules-draft.svelte.ts';
import type { RulesInput } from '../../../../src/core/circle-calls.ts';

const version: RulesInput & { op: string } = { op: 'first', invite: 'member', greet: 'organizer', quota: { ops: 50_000, bytes: 12_345_678 }, clauses: ['One.', 'Two.', 'Three.'] };

function draftOf(more: Partial<typeof version> = {}): RulesDraft {
  const draft = new RulesDraft();
  draft.fillFrom({ ...version, ...more });
  return draft;
}

const texts = (draft: RulesDraft): string[] => draft.clauses.map(({ text }) => text);

describe('rules being written', () => {
  it('are those that they were begun from until something is changed, to the byte', () => {
    const { op: _, ...rules } = version;
    const draft = draftOf();
    expect(draft.megabytes).toBe('11.77');
    expect(draft.toInput()).toEqual(rules);
    draft.megabytes = '11.8';
    expect(draft.toInput()?.quota.bytes).toBe(12_373_197);
  });

  it('come back as they were kept, and not from what is none', () => {
    const draft = draftOf();
    draft.invite = 'organizer';
    draft.ops = 'many';
    draft.addClause();
    const again = draftOf({ op: 'second' });
    expect(again.restore(draft.toJson())).toBe(true);
    expect(again.toJson()).toBe(draft.toJson());
    expect(again.base).toBe('first');
    for (const json of ['', '{', 'null', '[]', '{"clauses":[1]}', JSON.stringify({ ...JSON.parse(draft.toJson()), invite: 'everybody' })]) expect(draftOf().restore(json)).toBe(false);
  });

  it('have clauses in the order in which they were put, and one that was taken out goes back to its place', () => {
    const draft = draftOf();
    const [first, second, third] = draft.clauses.map(({ key }) => key);
    draft.moveClause(third!, -1);
    draft.moveClause(first!, -1);
    expect(texts(draft)).toEqual(['One.', 'Three.', 'Two.']);
    draft.moveClause(second!, 1);
    const back = draft.removeClause(third!);
    expect(texts(draft)).toEqual(['One.', 'Two.']);
    back();
    expect(texts(draft)).toEqual(['One.', 'Three.', 'Two.']);
  });

  it('are full at sixty', () => {
    const draft = draftOf({ clauses: Array.from({ length: 59 }, () => 'x') });
    expect(draft.full).toBe(false);
    draft.addClause();
    expect(draft.full).toBe(true);
  });

  it.each<[string, (draft: RulesDraft) => void, boolean]>([
    ['an empty clause', (draft) => (draft.clauses[1]!.text = ' \u200b'), false],
    ['too long a clause', (draft) => (draft.clauses[1]!.text = 'x'.repeat(601)), false],
    ['a long clause', (draft) => (draft.clauses[1]!.text = ` ${'x'.repeat(600)}\n`), true],
    ['no entries', (draft) => (draft.ops = '0'), false],
    ['half an entry', (draft) => (draft.ops = '1.5'), false],
    ['too many entries', (draft) => (draft.ops = '1000001'), false],
    ['entries with thousands apart', (draft) => (draft.ops = '1 000 000'), true],
    ['no megabytes', (draft) => (draft.megabytes = ''), false],
    ['megabytes with a comma', (draft) => (draft.megabytes = '0,5'), true],
    ['too many megabytes', (draft) => (draft.megabytes = '4096.1'), false],
  ])('can be set or not: %s', (_, change, fits) => {
    const draft = draftOf();
    change(draft);
    expect(draft.toInput() !== undefined).toBe(fits);
  });
});
