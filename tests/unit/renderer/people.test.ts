/** A circle's people and rules in the window, in front of a scripted host: what each part says, and what is asked of the host when people act. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CommandName } from '../../../src/core/commands.ts';
import type { ActId, InvitationId, OpId } from '../../../src/core/ids.ts';
import { MountedWindow } from '../../support/window/mounted-window.ts';
import { hashId, person, ScriptedCircle } from '../../support/window/scripted-circle.ts';
import { named, type ScriptedPeople } from '../../support/window/scripted-people.ts';

const [mira, jonas, lin] = [person('Mira'), person('Jonas'), person('Lin')];
const AT = Date.UTC(2026, 0, 5, 12);
const INVITATION = hashId<InvitationId>('an invitation');
const ACT = hashId<ActId>('an act');
let at: MountedWindow;
let cameras: ScriptedCircle;
let people: ScriptedPeople;
/** Each home's circle is another one, since the window remembers. */
let homes = 0;

beforeEach(() => {
  at = new MountedWindow();
  at.host.me = mira;
  cameras = new ScriptedCircle(`Cameras of people ${++homes}`, mira);
  cameras.admit(jonas, mira);
  cameras.admit(lin, jonas);
  at.host.open(cameras, { members: 3, relays: ['ws://relay.example'] });
  people = at.host.people(cameras.id);
});
afterEach(() => at.close());

const open = (rest = ''): Promise<void> => at.open(`#/circle/${cameras.id}/people${rest}`);
const calls = (command: CommandName): unknown[] => at.host.calls.filter((call) => call.command === command).map(({ params }) => params);
const asked = (command: CommandName): Promise<unknown> => vi.waitUntil(() => calls(command).at(-1), { timeout: 4_000, interval: 5 });
const lines = (selector: string): string[] => [...document.querySelectorAll(selector)].map((element) => (element.textContent ?? '').replaceAll(/\s+/g, ' ').trim());

async function choose(selector: string, value: string): Promise<void> {
  const field = await at.find<HTMLSelectElement>(selector);
  field.value = value;
  field.dispatchEvent(new Event('change', { bubbles: true }));
}

describe('the tabs', () => {
  it('are tabs: one is in the tab order, arrows, Home and End show the others, and the address names each', async () => {
    await open();
    const chosen = (): string => document.querySelector('[role=tab][aria-selected=true]')?.textContent ?? '';
    (await at.find('[role=tab]', 'Members')).focus();
    for (const [key, words, path] of [['ArrowRight', 'Invitations', '/invitations'], ['End', 'Decisions', '/decisions'], ['ArrowRight', 'Members', ''], ['ArrowLeft', 'Decisions', '/decisions'], ['Home', 'Members', '']] as const) {
      expect(at.press(key)).toBe(true);
      await vi.waitUntil(() => document.activeElement?.textContent === words && chosen() === words);
      expect(location.hash).toBe(`#/circle/${cameras.id}/people${path}`);
      expect(document.querySelector('[role=tabpanel]')?.getAttribute('aria-labelledby')).toBe(document.activeElement?.id);
    }
    expect([...document.querySelectorAll<HTMLElement>('[role=tab]')].map(({ tabIndex }) => tabIndex)).toEqual([0, -1, -1, -1]);
  });

  it('show what the host says anew whenever the circle changes, without being asked to', async () => {
    await open('/decisions');
    await at.says('Nothing has been decided yet.');
    people.decisions.push({ id: hashId<OpId>('1'), by: named(jonas), at: AT, deed: { type: 'rules', number: 2 }, state: 'holds' });
    at.host.tell();
    await at.says('Jonas set the rules, version 2.');
    expect(lines('main ol li')).toHaveLength(1);
  });
});

describe('members', () => {
  it('say who let them in and as what; who is gone is folded away, with what happened', async () => {
    people.member(lin.account).role = 'greeter';
    people.members.push({ ...people.member(jonas.account), ...named(person('Samir')), status: 'stopped', devices: [] });
    await open();
    await at.says('3 members', 'Let in by you', 'Let in by Jonas', 'Greeter', '1 person is no longer in the circle');
    expect(lines('main details li')).toEqual([expect.stringContaining('Stopped: a device of theirs contradicted itself')]);
  });

  it('get another role, which is told and can be taken back', async () => {
    await open();
    await at.click('[aria-label="What you can do about Lin"]');
    await at.click('dialog input[value=moderator]');
    await at.click('dialog button', 'Change the role');
    await at.says('Lin: now moderator.');
    await at.find('main li', 'Moderator');
    await at.click('button', 'Undo');
    await at.says('Lin: now member.');
    expect(calls('setRole')).toEqual(['moderator', 'member'].map((role) => ({ circle: cameras.id, account: lin.account, role })));
  });

  it('are removed only after it was told what that takes back, for either way, and come back by Undo', async () => {
    people.previews.all = { listings: 0, invitations: 1, members: [], decisions: 0 };
    people.previews.nothing = { listings: 12, invitations: 1, members: [named(lin)], decisions: 2 };
    await open();
    await at.click('[aria-label="What you can do about Jonas"]');
    await at.click('dialog button', 'Remove from the circle');
    await at.says('Remove Jonas?', '12 listings of theirs go.', '1 person who came in through them is out, too: Lin.', '2 decisions of theirs no longer hold.');
    expect(lines('#keep-all li')).toEqual(['1 invitation of theirs ends.']);
    expect(calls('removeMember')).toEqual([]);
    await at.click('dialog input[value=nothing]');
    await at.type('dialog textarea', ' Sells what isn’t his ');
    await at.click('dialog [type=button] ~ button', 'Remove from the circle');
    await at.says('Jonas was removed from the circle.');
    expect(calls('removeMember')).toEqual([{ circle: cameras.id, account: jonas.account, keep: 'nothing', reason: 'Sells what isn’t his' }]);
    await at.find('main details li', 'Was removed from the circle');
    await at.click('button', 'Undo');
    await at.says('Jonas was taken back into the circle.', '3 members');
    expect(calls('restoreMember')).toEqual([{ circle: cameras.id, account: jonas.account }]);
  });

  it('are not removed where the host refuses, which is told in the dialog', async () => {
    at.host.refusals.set('removeMember', { type: 'not-allowed', message: '' });
    await open();
    await at.click('[aria-label="What you can do about Jonas"]');
    await at.click('dialog button', 'Remove from the circle');
    await at.says('Nothing is taken back.');
    await at.click('dialog [type=button] ~ button', 'Remove from the circle');
    await at.find('dialog [role=alert]', 'don\'t give you the right');
    expect(document.querySelector('.toasts')?.textContent).not.toContain('Jonas');
  });

  it('offer nothing to whom the rules give no right', async () => {
    for (const member of people.members) member.may = { remove: false, restore: false, roles: [] };
    await open();
    await at.says('Let in by Jonas');
    expect(document.querySelectorAll('main li button')).toHaveLength(0);
  });
});

describe('invitations', () => {
  it('say what became of them and who came by each, and are ended after it was asked, with a reason', async () => {
    people.invitations.push({ invitation: INVITATION, by: named(jonas), madeAt: AT, uses: 5, role: 'greeter', used: [named(lin)], state: 'open', mayRevoke: true });
    await open('/invitations');
    await at.says('By Jonas', 'Open', 'used: 1 of 5 · they come in as greeter', 'Came by it: Lin');
    await at.click('main li button', 'End');
    await at.says('End this invitation?', 'Who came by it already stays: Lin.');
    expect(calls('revokeInvitation')).toEqual([]);
    await at.type('dialog textarea', 'Lost');
    await at.click('dialog button', 'End');
    await at.says('The invitation has ended.', 'Ended');
    expect(calls('revokeInvitation')).toEqual([{ circle: cameras.id, invitation: INVITATION, reason: 'Lost' }]);
    expect(document.querySelectorAll('main li button')).toHaveLength(0);
  });

  it('are made for some people, and with a role', async () => {
    await open('/invitations');
    await at.click('main button', 'Invite someone');
    await at.says('They come in as');
    await at.type('dialog input', '0');
    await at.click('dialog button', 'Make a link');
    await at.says('A whole number from 1 to 10,000, or nothing.');
    await at.type('dialog input', '3');
    await choose('dialog select', 'greeter');
    await at.says('This device gives the role once they are in');
    await at.click('dialog button', 'Make a link');
    expect(await asked('createInvitation')).toEqual({ circle: cameras.id, uses: 3, role: 'greeter' });
    expect(calls('createInvitation')).toHaveLength(1);
  });

  it('are not offered where the rules leave them to others', async () => {
    people.rules[0]!.invite = 'organizer';
    people.member(mira.account).role = 'member';
    await open('/invitations');
    await at.says('Only organizers, moderators and greeters may invite people.');
    expect(document.querySelector('main button[data-look=main]')).toBeNull();
  });
});

describe('rules', () => {
  const clauses = ['Meet in public.', 'No animals.', 'Be kind.'];
  beforeEach(() => {
    people.rules[0]!.current = false;
    people.rules.push({ ...people.rules[0]!, op: hashId<OpId>('second'), number: 2, by: named(jonas), at: AT, current: true, greet: 'organizer', clauses });
  });

  it('have clauses that can be cited, say who may do what, and keep every version readable', async () => {
    await open('/rules');
    await at.says('Version 2, by Jonas, Jan 5, 2026', 'Only organizers, moderators and greeters let people in.', 'Each device may write 50,000 entries here, 64 MB at most.');
    expect(lines('main ol:first-of-type li').slice(0, 3)).toEqual(['§1 Meet in public.', '§2 No animals.', '§3 Be kind.']);
    expect(lines('details.version')).toEqual([expect.stringMatching(/^Version 1, by you, .*Every member may invite people\./)]);
  });

  it('are changed clause by clause, keep their draft when the window is closed, and can be taken back', async () => {
    await open('/rules');
    await at.click('button', 'Change the rules');
    await at.find('form:not([inert])');
    await at.click('[aria-label="Move §3 up"]');
    await at.click('[aria-label="Take §1 out"]');
    await at.click('button', 'Add a clause');
    await vi.waitUntil(() => document.activeElement === document.querySelectorAll('form ol textarea')[2]);
    await at.click('button', 'Set these rules');
    await at.says('A clause needs words.');
    expect(document.activeElement?.getAttribute('aria-invalid')).toBe('true');
    await at.type('form ol li:last-of-type textarea', 'Say what is broken.');
    await at.click('form input[name=invite][value=organizer]');
    await at.says('Draft kept on this device');

    await open('/rules');
    await at.click('button', 'Change the rules');
    await at.says('This is your draft from last time.');
    await at.click('button', 'Set these rules');
    await at.says('The new rules apply.', 'Version 3, by you');
    const quota = { ops: 50_000, bytes: 67_108_864 };
    expect(calls('setRules')).toEqual([{ circle: cameras.id, rules: { invite: 'organizer', greet: 'organizer', quota, clauses: ['Be kind.', 'No animals.', 'Say what is broken.'] } }]);
    expect(at.host.drafts.has(`rules-${cameras.id}`)).toBe(false);
    await at.click('button', 'Undo');
    await at.says('Version 4, by you');
    expect(calls('setRules').at(-1)).toEqual({ circle: cameras.id, rules: { invite: 'member', greet: 'organizer', quota, clauses } });
  });

  it('tell who writes them that somebody else has set others meanwhile', async () => {
    await open('/rules');
    await at.click('button', 'Change the rules');
    await at.find('form:not([inert])');
    people.rules[1]!.current = false;
    people.rules.push({ ...people.rules[1]!, op: hashId<OpId>('third'), number: 3, current: true });
    at.host.tell();
    await at.says('While you were writing, Jonas set version 3.');
    expect(document.querySelectorAll('form ol textarea')).toHaveLength(3);
  });

  it('are not for everybody to change', async () => {
    people.rules[1]!.mayChange = false;
    await open('/rules');
    await at.says('Organizers can change the rules.');
    expect(lines('main button')).not.toContain('Change the rules');
  });
});

describe('decisions', () => {
  it('are sentences, newest first, with reasons; what doesn’t hold says why', async () => {
    const say = (id: string, more: Omit<ScriptedPeople['decisions'][number], 'id' | 'at'>): void => void people.decisions.push({ id: hashId<OpId>(id), at: AT, ...more });
    say('1', { by: named(mira), deed: { type: 'role', ...named(jonas), role: 'organizer' }, state: 'holds' });
    say('2', { by: named(lin), deed: { type: 'role-back', ...named(jonas), role: 'organizer' }, state: 'idle' });
    say('3', { by: named(jonas), deed: { type: 'removed', ...named(mira) }, reason: 'Quarrels', state: 'void' });
    say('4', { by: null, deed: { type: 'quorum', accounts: [named(mira), named(lin)], k: 2 }, state: 'overruled' });
    say('5', { by: named(lin), deed: { type: 'left', ...named(lin) }, state: 'holds' });
    await open('/decisions');
    await at.says('Lin left the circle.');
    const told = lines('main ol li');
    expect(told[0]).toMatch(/^Lin left the circle\. Jan 5, 2026/);
    expect(told[1]).toMatch(/^The stand-ins chose the stand-ins: you and Lin\. It takes 2 of them\..*Overruled.*A later decision/);
    expect(told[2]).toMatch(/^Jonas removed you from the circle\. Reason: Quarrels.*Doesn't hold.*had no right to/);
    expect(told[3]).toMatch(/^Lin took a role back from Jonas: organizer\..*Without effect.*equal rank/);
    expect(told[4]).toMatch(/^You gave Jonas a role: organizer\./);
  });

  it('about a device that wrote two histories are made by who may, with both side by side', async () => {
    const branches = ['one', 'two'].map((name, i) => ({ id: hashId<OpId>(name), ops: i + 1, titles: i === 0 ? ['Enlarger'] : [], at: AT }));
    people.forks.push({ ...named(lin), device: lin.device, branches, mayChoose: true });
    at.host.change(cameras.id, { forks: 1 });
    await open();
    await at.click('main a', 'Look at both');
    await at.says('A device of Lin', 'Ask its owner which one is right', 'Enlarger', '2 entries', 'No listings in it');
    await at.click('[aria-label="This one holds: version 2 of Lin"]');
    await at.click('dialog button', 'This one holds');
    await at.says('One of the two histories of Lin holds now.');
    expect(calls('restoreMember')).toEqual([{ circle: cameras.id, account: lin.account, branch: { device: lin.device, id: branches[1]!.id } }]);
  });

  it('about such a device are waited for by who may not', async () => {
    people.forks.push({ ...named(lin), device: lin.device, branches: [{ id: hashId<OpId>('one'), ops: 1, titles: [], at: AT }], mayChoose: false });
    await open('/decisions');
    await at.says('Someone of higher rank chooses which one holds.');
    expect(document.querySelector('main article button')).toBeNull();
  });
});

describe('when the founder is gone', () => {
  const three = [mira, jonas, lin].map(named);

  it('one person alone is warned, and can choose others', async () => {
    await open('/rules');
    await at.says('Only you can step in', 'nobody can ever replace you here');
    await at.click('button', 'Choose stand-ins');
    for (const name of ['Jonas', 'Lin']) await at.click('dialog label', name);
    await vi.waitUntil(() => document.querySelector<HTMLSelectElement>('dialog select')?.value === '2');
    await at.click('dialog button', 'Propose and sign');
    await at.says('Enough have signed: it is done.');
    expect(calls('proposeAct')).toEqual([{ circle: cameras.id, deed: { type: 'quorum', accounts: three.map(({ account }) => account), k: 2 } }]);
  });

  it('others are told whom to ask for more', async () => {
    people.quorum = { accounts: [named(jonas)], k: 1, mine: false, proposals: [] };
    await open('/rules');
    await at.says('Only Jonas can step in', 'Ask Jonas to choose two more people.');
    expect(lines('#quorum button')).toEqual([]);
  });

  it('a proposal is told from everywhere, and signed after it was asked', async () => {
    people.quorum = { accounts: three, k: 2, mine: true, proposals: [{ act: ACT, deed: { type: 'remove', account: jonas.account, keep: 'nothing', reason: 'Lost his keys' }, signed: [named(lin)], maySign: true }] };
    await open();
    await at.click('main a', 'Look at it');
    await at.says('The stand-ins are you, Jonas, and Lin. If 2 of them agree', 'Remove Jonas, with everything they wrote', 'Lost his keys', 'Signed by Lin: 1 of 2');
    await at.click('#quorum article button', 'Sign');
    await at.says('A signature can\'t be taken back.');
    expect(calls('signAct')).toEqual([]);
    await at.click('dialog button[data-look=main]', 'Sign');
    await at.says('Enough have signed: it is done.');
    expect(calls('signAct')).toEqual([{ circle: cameras.id, act: ACT }]);
  });

  it('organizers, removals and returns are proposed of those for whom it makes sense', async () => {
    people.quorum = { accounts: three, k: 2, mine: true, proposals: [] };
    people.member(lin.account).status = 'removed';
    await open('/rules');
    await at.click('button', 'Propose something');
    await at.says('It takes effect once 2 of the stand-ins have signed.');
    const offered = (): string[] => lines('dialog option').slice(1);
    expect(offered()).toEqual(['Jonas']);
    await at.click('dialog button', 'Propose and sign');
    await at.says('Choose somebody first.');
    await at.click('dialog input[value=restore]');
    await vi.waitUntil(() => offered()[0] === 'Lin');
    await choose('dialog select', lin.account);
    await at.click('dialog button', 'Propose and sign');
    await at.says('It waits for the others.', 'Take Lin back into the circle');
    await at.click('button', 'Propose something');
    await at.click('dialog input[value=remove]');
    await choose('dialog select', jonas.account);
    await at.type('dialog textarea', 'Lost his keys');
    await at.click('dialog button', 'Propose and sign');
    await at.says('Remove Jonas, and keep what they wrote');
    expect(calls('proposeAct').map((params) => (params as { deed: unknown }).deed)).toEqual([
      { type: 'restore', account: lin.account },
      { type: 'remove', account: jonas.account, keep: 'all', reason: 'Lost his keys' },
    ]);
  });
});

describe('who is out', () => {
  it('leaves after it was said what that means, and reads on', async () => {
    cameras.post(jonas, { kind: 'swap', title: 'Light meter', photos: [] });
    at.host.statuses.clear();
    at.host.open(new ScriptedCircle('Another one', mira));
    at.host.open(cameras, { members: 3 });
    await open();
    await at.click('main button', 'Leave the circle');
    await at.says('From this device you can\'t post or decide anything here any more.', 'Make sure that somebody else is an organizer');
    await at.click('dialog button', 'Stay');
    expect(calls('leaveCircle')).toEqual([]);
    await at.click('main button', 'Leave the circle');
    await at.click('dialog button', 'Leave the circle');
    await at.says('You have left this circle', 'ask for a new invitation', 'Light meter');
    expect(calls('leaveCircle')).toEqual([{ circle: cameras.id }]);
    expect(location.hash).toBe(`#/circle/${cameras.id}`);
    await at.find('footer', 'You have left this circle.');
  });

  it('is told of a removal wherever they are, can look for the reason, and can’t post', async () => {
    const own = cameras.post(mira, { kind: 'swap', title: 'Lens', photos: [] });
    at.host.change(cameras.id, { membership: 'removed' });
    await at.open(`#/circle/${cameras.id}`);
    await at.says('You were removed from this circle', 'talk to an organizer', 'Lens');
    const button = await at.find('main button', 'New listing');
    expect(button.getAttribute('aria-disabled')).toBe('true');
    expect(document.getElementById(button.getAttribute('aria-describedby') ?? '')?.textContent).toContain('you can\'t post');
    document.querySelector('main')?.focus();
    expect(at.press('n')).toBe(false);
    expect(at.press('/')).toBe(true);
    at.go(`#/circle/${cameras.id}/listing/${own}`);
    await at.says('You are no longer in the circle, so this can\'t be changed.');
    at.go(`#/circle/${cameras.id}/new`);
    await at.says('Nothing can be posted or changed here any more.');
    await at.click('main a', 'See what was decided');
    await at.says('Nothing has been decided yet.');
    expect(lines('main button')).toEqual(['Members', 'Invitations', 'Rules', 'Decisions']);
  });

  it('is marked on their listings, in the market and on each', async () => {
    const meter = cameras.post(jonas, { kind: 'lend', title: 'Light meter', photos: [] });
    cameras.post(lin, { kind: 'swap', title: 'Tripod', photos: [] });
    people.member(jonas.account).status = 'left';
    await at.open(`#/circle/${cameras.id}`);
    await at.find('a.card', 'No longer a member');
    expect(lines('a.card').filter((card) => card.includes('No longer a member'))).toEqual([expect.stringContaining('Light meter')]);
    at.go(`#/circle/${cameras.id}/listing/${meter}`);
    await at.find('article dd', 'No longer a member');
  });
});

describe('friends who can step in', () => {
  it('are named by their keys when a circle is begun, and one’s own key is in the settings', async () => {
    await at.open('#/add');
    const field = 'form details .field textarea';
    await at.type('form .field input', 'Hanfu');
    for (const [keys, wrong] of [['abcdef', 'An account key has 64 digits'], [mira.account, 'That is your own key.'], [Array.from({ length: 7 }, (_, i) => `${i}`.repeat(64)).join('\n'), 'Six at most']] as const) {
      await at.type(field, keys);
      await at.click('button', 'Begin the circle');
      await at.says(wrong);
    }
    await at.type(field, `${jonas.account.toUpperCase()}\n ${lin.account}, ${lin.account}`);
    await at.click('button', 'Begin the circle');
    expect(await asked('createCircle')).toEqual({ name: 'Hanfu', public: false, relays: [], friends: [jonas.account, lin.account] });
    await at.says('Nothing is on the table yet.');
    at.go('#/settings');
    await at.says('Your account key');
    expect((await at.find<HTMLTextAreaElement>('textarea[readonly]')).value).toBe(mira.account);
  });
});
