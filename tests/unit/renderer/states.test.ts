/**
 * Every screen in every state that it can be in, by what it says: one table for what belongs to a screen, and one for what the
 * line at the foot says on all of them.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { CircleStatus, HostStatus } from '../../../src/core/commands.ts';
import type { BlobHash, CircleId, ListingId } from '../../../src/core/ids.ts';
import { MountedWindow } from '../../support/window/mounted-window.ts';
import { hashId, person, ScriptedCircle } from '../../support/window/scripted-circle.ts';

const mira = person('Mira');
const jonas = person('Jonas');
const withJonas = { device: jonas.device, name: 'Jonas', lane: 'webrtc' as const, inSync: true };
const PHOTO = { hash: hashId<BlobHash>('photo'), thumb: hashId<BlobHash>('thumb'), width: 4, height: 3, bytes: 9, thumbBytes: 9 };

interface Home {
  window: MountedWindow;
  /** Mira's and Jonas's, with a listing of each. */
  cameras: CircleId;
  lens: ListingId;
  meter: ListingId;
  /** Mira's alone, with nothing in it. */
  empty: CircleId;
  /** She asked to join it. */
  asked: CircleId;
}

/** Each home's circle is another one, since the window remembers what a market was searched for. */
let homes = 0;

function makeHome(): Home {
  const window = new MountedWindow();
  window.host.me = mira;
  const cameras = new ScriptedCircle(`Cameras ${++homes}`, mira);
  cameras.admit(jonas, mira);
  const lens = cameras.post(mira, { kind: 'swap', title: 'Lens', photos: [] });
  const meter = cameras.post(jonas, { kind: 'lend', title: 'Light meter', photos: [PHOTO] });
  const empty = new ScriptedCircle('Hanfu', mira);
  const asked = new ScriptedCircle('Records', jonas);
  window.host.open(cameras, { members: 2 });
  window.host.open(empty);
  window.host.open(asked, { membership: 'waiting' });
  return { window, cameras: cameras.id, lens, meter, empty: empty.id, asked: asked.id };
}

/** The host names the circle, and has not sent what is in it. */
const notFed = ({ window, cameras }: Home): void => void window.host.circles.delete(cameras);
const refuse = (command: 'createAccount' | 'createCircle' | 'joinCircle' | 'postListing' | 'leaveWaiting' | 'setListingState' | 'createInvitation' | 'digest' | 'listMembers' | 'listRules' | 'listInvitations' | 'listDecisions' | 'leaveCircle', type: 'disk-full' | 'bad-link') => ({ window }: Home): void =>
  void window.host.refusals.set(command, { type, message: '' });
const market = (home: Home): string => `#/circle/${home.cameras}`;

interface Row {
  screen: string;
  state: string;
  /** Before the window opens. */
  before?: (home: Home) => void;
  at: (home: Home) => string;
  /** What the person then does. */
  act?: (window: MountedWindow, home: Home) => Promise<void>;
  says: string[];
  /** Where a role matters, the first element of it that says the first words. */
  role?: string;
}

const nobody = ({ window }: Home): void => {
  window.host.me = undefined;
  window.host.statuses.clear();
};
const noCircle = ({ window }: Home): void => window.host.statuses.clear();

const ROWS: Row[] = [
  { screen: 'Welcome', state: 'empty', before: nobody, at: () => '#/', says: ['A market for your circle', 'Make my account'] },
  { screen: 'Welcome', state: 'no host yet', before: ({ window }) => void (window.reachable = false), at: () => '#/', says: ['Waiting for the app\'s engine…'], role: '[role=status]' },
  {
    screen: 'Welcome',
    state: 'the words',
    before: nobody,
    at: () => '#/',
    act: async (window) => {
      await window.type('input', 'Mira');
      await window.click('button', 'Make my account');
    },
    says: ['Write down these twelve words', 'They are shown only now'],
  },
  {
    screen: 'Welcome',
    state: 'error',
    before: (home) => {
      nobody(home);
      refuse('createAccount', 'disk-full')(home);
    },
    at: () => '#/',
    act: async (window) => {
      await window.type('input', 'Mira');
      await window.click('button', 'Make my account');
    },
    says: ['The disk is full, so this could not be saved.', 'what you typed is still here'],
    role: '[role=alert]',
  },
  { screen: 'Welcome', state: 'in no circle', before: noCircle, at: () => '#/', says: ['Welcome, Mira', 'Join by a link', 'Begin a new circle'] },
  { screen: 'Market', state: 'loading', before: notFed, at: market, says: ['The market is being loaded…'], role: '[role=status]' },
  { screen: 'Market', state: 'empty', at: ({ empty }) => `#/circle/${empty}`, says: ['Nothing is on the table yet', 'Post the first listing'] },
  { screen: 'Market', state: 'filled', at: market, says: ['Lens', 'Light meter'] },
  { screen: 'Market', state: 'nothing found', at: market, act: (window) => window.type('input[type=search]', 'zzz'), says: ['Nothing here matches that.', 'Show everything'] },
  { screen: 'Market', state: 'photo not here yet', at: market, says: ['This photo isn\'t here yet'] },
  { screen: 'Listing', state: 'loading', before: notFed, at: (home) => `${market(home)}/listing/${home.lens}`, says: ['being loaded…'], role: '[role=status]' },
  { screen: 'Listing', state: 'not here', at: (home) => `${market(home)}/listing/${'ab'.repeat(32)}`, says: ['This listing isn\'t here', 'It will show up by itself'] },
  { screen: 'Listing', state: 'photo not here yet', at: (home) => `${market(home)}/listing/${home.meter}`, says: ['This photo isn\'t here yet', 'once someone who has it is connected'] },
  {
    screen: 'Listing',
    state: 'error',
    before: refuse('setListingState', 'disk-full'),
    at: (home) => `${market(home)}/listing/${home.lens}`,
    act: (window) => window.click('button', 'Withdraw'),
    says: ['The disk is full, so this could not be saved.', 'Make some room and try again'],
    role: '[role=alert]',
  },
  { screen: 'Compose', state: 'empty', at: (home) => `${market(home)}/new`, says: ['New listing', 'Add photos', 'Publish'] },
  {
    screen: 'Compose',
    state: 'draft from last time',
    before: ({ window, cameras }) => void window.host.drafts.set(`new-${cameras}`, JSON.stringify({ kind: 'sell', title: 'Bellows', want: '', text: '', amount: '12', currency: 'EUR', area: '', photos: [] })),
    at: (home) => `${market(home)}/new`,
    says: ['This is your draft from last time.', 'Throw away draft'],
  },
  {
    screen: 'Compose',
    state: 'error',
    before: refuse('postListing', 'disk-full'),
    at: (home) => `${market(home)}/new`,
    act: async (window) => {
      await window.find('form:not([inert])');
      await window.type('input[placeholder="What is it?"]', 'Bellows');
      await window.click('button', 'Publish');
    },
    says: ['The disk is full, so this could not be saved.', 'what you typed is still here'],
    role: '[role=alert]',
  },
  { screen: 'Compose', state: 'loading what is changed', before: notFed, at: (home) => `${market(home)}/listing/${home.lens}/edit`, says: ['being loaded…'], role: '[role=status]' },
  { screen: 'Waiting', state: 'nobody reached', at: ({ asked }) => `#/circle/${asked}`, says: ['Waiting to be let in', 'Nobody of the circle can be reached'], role: 'h1' },
  { screen: 'Waiting', state: 'someone reached', before: ({ window, asked }) => window.host.change(asked, { peers: [withJonas] }), at: ({ asked }) => `#/circle/${asked}`, says: ['it can\'t be long'], role: '[role=status]' },
  { screen: 'Waiting', state: 'invitation used up', before: ({ window, asked }) => window.host.change(asked, { notYet: 'used-up' }), at: ({ asked }) => `#/circle/${asked}`, says: ['used as often as it may be', 'Ask for a new link'], role: '[role=status]' },
  { screen: 'Waiting', state: 'invitation ended', before: ({ window, asked }) => window.host.change(asked, { notYet: 'revoked' }), at: ({ asked }) => `#/circle/${asked}`, says: ['this invitation was ended', 'Ask for a new link'], role: '[role=status]' },
  { screen: 'Waiting', state: 'removed before', before: ({ window, asked }) => window.host.change(asked, { notYet: 'removed' }), at: ({ asked }) => `#/circle/${asked}`, says: ['you were removed from it', 'talk to an organizer'], role: '[role=status]' },
  { screen: 'Waiting', state: 'invitation not known there', before: ({ window, asked }) => window.host.change(asked, { notYet: 'unknown-invitation' }), at: ({ asked }) => `#/circle/${asked}`, says: ['doesn\'t know this invitation yet'], role: '[role=status]' },
  { screen: 'Waiting', state: 'reached who may not', before: ({ window, asked }) => window.host.change(asked, { notYet: 'not-allowed' }), at: ({ asked }) => `#/circle/${asked}`, says: ['can\'t let anyone in'], role: '[role=status]' },
  { screen: 'Waiting', state: 'other side too old', before: ({ window, asked }) => window.host.change(asked, { problem: 'other-side-older' }), at: ({ asked }) => `#/circle/${asked}`, says: ['an older Huan', 'ask them to update'], role: '[role=alert]' },
  {
    screen: 'Waiting',
    state: 'giving up is asked once',
    at: ({ asked }) => `#/circle/${asked}`,
    act: (window) => window.click('button', 'Stop waiting'),
    says: ['Huan forgets the invitation to Records', 'Go on waiting'],
    role: 'dialog',
  },
  {
    screen: 'Waiting',
    state: 'error',
    before: refuse('leaveWaiting', 'disk-full'),
    at: ({ asked }) => `#/circle/${asked}`,
    act: async (window) => {
      await window.click('button', 'Stop waiting');
      await window.click('dialog button', 'Stop waiting');
    },
    says: ['The disk is full, so this could not be saved.'],
    role: '[role=alert]',
  },
  { screen: 'People', state: 'loading', before: notFed, at: (home) => `${market(home)}/people`, says: ['The members are being loaded…', '2 members'], role: '[role=status]' },
  { screen: 'People', state: 'alone', at: ({ empty }) => `#/circle/${empty}/people`, says: ['Nobody else is here yet', 'Invite someone'] },
  { screen: 'People', state: 'connected', before: ({ window, cameras }) => window.host.change(cameras, { peers: [withJonas] }), at: (home) => `${market(home)}/people`, says: ['Connected now', 'In sync · direct connection'] },
  { screen: 'People', state: 'two histories', before: ({ window, cameras }) => window.host.change(cameras, { forks: 1 }), at: (home) => `${market(home)}/people`, says: ['Two histories of one device', 'Everything else is safe'], role: '[role=alert]' },
  { screen: 'People', state: 'told to be out', before: ({ window, cameras }) => window.host.change(cameras, { problem: 'refused' }), at: (home) => `${market(home)}/people`, says: ['Another device in this circle says that you are no longer in it', 'stays readable'], role: '[role=alert]' },
  { screen: 'People', state: 'other side too old, others connected', before: ({ window, cameras }) => window.host.change(cameras, { problem: 'other-side-older', peers: [withJonas] }), at: (home) => `${market(home)}/people`, says: ['an older Huan', 'In sync · direct connection'] },
  {
    screen: 'People',
    state: 'error',
    before: refuse('createInvitation', 'disk-full'),
    at: (home) => `${market(home)}/people`,
    act: async (window) => {
      await window.click('button', 'Invite someone');
      await window.click('dialog button', 'Make a link');
    },
    says: ['The disk is full, so this could not be saved.'],
    role: '[role=alert]',
  },
  ...([['members', '', 'listMembers', 'The members are being loaded…'], ['invitations', '/invitations', 'listInvitations', 'The invitations are being loaded…'], ['rules', '/rules', 'listRules', 'The rules are being loaded…'], ['decisions', '/decisions', 'listDecisions', 'The decisions are being loaded…']] as const).flatMap(([part, path, question, loading]): Row[] => [
    { screen: `People, ${part}`, state: 'loading', before: ({ window }) => void window.host.answers.set(question, null), at: (home) => `${market(home)}/people${path}`, says: [loading], role: '[role=status]' },
    { screen: `People, ${part}`, state: 'error', before: refuse(question, 'disk-full'), at: (home) => `${market(home)}/people${path}`, says: ['The disk is full', 'Try again'], role: '[role=alert]' },
  ]),
  { screen: 'People, invitations', state: 'empty', at: ({ empty }) => `#/circle/${empty}/people/invitations`, says: ['Nobody has made an invitation yet.', 'Invite someone'] },
  { screen: 'People, rules', state: 'alone', at: ({ empty }) => `#/circle/${empty}/people/rules`, says: ['Nothing is written down yet', 'Only you can step in', 'Choose stand-ins'] },
  { screen: 'People, decisions', state: 'empty', at: ({ empty }) => `#/circle/${empty}/people/decisions`, says: ['Nothing has been decided yet.'] },
  {
    screen: 'People',
    state: 'leaving, alone, and the disk full',
    before: refuse('leaveCircle', 'disk-full'),
    at: ({ empty }) => `#/circle/${empty}/people`,
    act: async (window) => {
      await window.click('main button', 'Leave the circle');
      await window.says('after you nobody can let anybody in');
      await window.click('dialog button', 'Leave the circle');
    },
    says: ['The disk is full, so this could not be saved.'],
    role: 'dialog [role=alert]',
  },
  { screen: 'Market', state: 'left, and empty', before: ({ window, empty }) => window.host.change(empty, { membership: 'left' }), at: ({ empty }) => `#/circle/${empty}`, says: ['You have left this circle', 'Nothing is on the table here.'] },
  { screen: 'Circle', state: 'not on this device', at: () => `#/circle/${'cd'.repeat(32)}`, says: ['This circle isn\'t on this device.', 'To your circles'] },
  { screen: 'Circle', state: 'gone while one looks', at: market, act: async (window, { cameras }) => {
    await window.says('Light meter');
    window.host.statuses.delete(cameras);
    window.host.tell();
  }, says: ['This circle isn\'t on this device.'] },
  { screen: 'Settings', state: 'in no circle', before: noCircle, at: () => '#/settings', says: ['Settings', 'You are in no circle yet.'] },
  { screen: 'Settings', state: 'filled', at: () => '#/settings', says: ['Relay addresses', 'Compute digest', '0.1.0'] },
  { screen: 'Settings', state: 'error', before: refuse('digest', 'disk-full'), at: () => '#/settings', act: (window) => window.click('button', 'Compute digest'), says: ['The disk is full, so this could not be saved.'], role: '[role=alert]' },
  { screen: 'AddCircle', state: 'empty', at: () => '#/add', says: ['Join by a link', 'Begin a new circle'] },
  {
    screen: 'AddCircle',
    state: 'error',
    before: refuse('joinCircle', 'bad-link'),
    at: () => '#/add',
    act: async (window) => {
      await window.type('textarea', 'huan://join/x');
      await window.click('button', 'Join');
    },
    says: ['This is no invitation link', 'Copy the whole link again'],
    role: '[role=alert]',
  },
];

describe('a screen', () => {
  let home: Home;
  afterEach(() => home.window.close());

  it.each(ROWS)('$screen, $state: says what it is and what to do', async ({ before, at, act, says, role }) => {
    home = makeHome();
    before?.(home);
    await home.window.open(at(home));
    await act?.(home.window, home);
    await home.window.says(...says);
    expect((await home.window.find(role ?? 'body', says[0])).checkVisibility()).toBe(true);
  });
});

interface LineRow {
  state: string;
  circle?: Partial<CircleStatus>;
  storage?: HostStatus['storage'];
  says: string;
}

const LINES: LineRow[] = [
  { state: 'offline, never met', says: 'Offline. Everything works, and waits here for the others' },
  { state: 'offline, with changes', circle: { unsent: 3 }, says: 'Offline. 3 changes wait for a connection' },
  { state: 'offline since', circle: { inSync: { at: Date.UTC(2026, 0, 5, 12), with: 'Jonas' } }, says: 'Offline. Last in sync with Jonas, Jan 5, 2026' },
  { state: 'comparing', circle: { peers: [{ ...withJonas, inSync: false }] }, says: 'Connected to Jonas, comparing…' },
  { state: 'syncing', circle: { peers: [{ ...withJonas, inSync: false }], receiving: { have: 412, of: 10_000 } }, says: 'Syncing: 412 of 10,000' },
  { state: 'in sync', circle: { peers: [withJonas], inSync: { at: Date.UTC(2026, 0, 5, 12), with: 'Jonas' } }, says: 'In sync with Jonas, Jan 5, 2026' },
  { state: 'photos under way', circle: { peers: [withJonas], photosMissing: 4 }, says: '4 photos on their way' },
  { state: 'other side too new', circle: { problem: 'other-side-newer' }, says: 'Someone in this circle has a newer Huan' },
  { state: 'other side too old', circle: { problem: 'other-side-older' }, says: 'Someone in this circle has an older Huan' },
  { state: 'an older copy of the folder', circle: { problem: 'older-copy' }, says: 'Another copy of this Huan folder was used' },
  { state: 'refused', circle: { problem: 'refused' }, says: 'Another device in this circle says that you are no longer in it' },
  { state: 'disk full', storage: 'disk-full', says: 'The disk is full: nothing new can be saved. What was saved is safe.' },
  { state: 'read-only', storage: 'read-only', says: 'Huan\'s folder can\'t be written to. What was saved is safe.' },
  { state: 'disk broken', storage: 'storage-failed', says: 'Saving failed the last time. What was saved before is safe.' },
];

const IN_CIRCLE: [string, (home: Home) => string, string][] = [
  ['Market', market, 'Light meter'],
  ['Listing', (home) => `${market(home)}/listing/${home.meter}`, 'Light meter'],
  ['Compose', (home) => `${market(home)}/new`, 'New listing'],
  ['People', (home) => `${market(home)}/people`, 'Jonas'],
];
const QUIET: Partial<CircleStatus> = { unsent: 0, peers: [], receiving: undefined, inSync: undefined, photosMissing: 0, problem: undefined };

describe.each(IN_CIRCLE)('on %s the line at the foot', (_, at, content) => {
  let home: Home;
  beforeAll(async () => {
    home = makeHome();
    await home.window.open(at(home));
    await home.window.says(content);
  });
  afterAll(() => home.window.close());

  it.each(LINES)('$state: says so, and what was there stays', async ({ circle, storage, says }) => {
    const { window, cameras } = home;
    window.host.storage = storage ?? null;
    window.host.change(cameras, { ...QUIET, ...circle });
    await window.find('footer', says);
    await window.find('main, aside', content);
    expect(document.querySelector('.skeleton')).toBeNull();
  });

  // This document has no IndexedDB, as in a private window.
  it('says that this browser keeps no copy', async () => {
    expect((await home.window.find('footer.line')).textContent).toContain('This browser lets the window keep no copy');
  });

  it('says that the host is gone and what is safe, keeps what was there, and goes on when it is back', async () => {
    const { window, cameras } = home;
    window.host.storage = null;
    window.host.change(cameras, QUIET);
    window.loseHost();
    await window.find('footer', 'Waiting for the app\'s engine… What was saved is safe');
    await window.find('main, aside', content);
    expect(document.querySelector('.skeleton')).toBeNull();
    window.reachable = true;
    await window.find('footer', 'Offline. Everything works');
    await window.find('main, aside', content);
  });
});

describe('a version apart', () => {
  it('is told besides, where others are connected and in sync', async () => {
    const { window, cameras, ...home } = makeHome();
    window.host.change(cameras, { problem: 'other-side-newer', peers: [withJonas] });
    await window.open(market({ window, cameras, ...home }));
    await window.find('footer', 'In sync with Jonas');
    await window.find('footer', 'a newer Huan');
    expect(document.querySelector('footer [data-health]')?.getAttribute('data-health')).toBe('in-sync');
    await window.close();
  });
});
