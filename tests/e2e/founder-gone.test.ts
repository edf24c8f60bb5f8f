/**
 * A circle whose founder's computer is gone for good goes on, by the real window: the two whom the founder chose as stand-ins make one of them
 * an organizer, who lets somebody in, and removes somebody. Four people, four homes, and a relay that they meet at. One story, in order.
 */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createNetwork, type TestNetwork } from '../support/net/namespace.ts';
import { findChromium } from './support/browser.ts';
import { Person } from './support/person.ts';
import { startTestRelay, type TestRelay } from './support/relay.ts';

const CIRCLE = 'Old cameras';

describe.runIf(findChromium() !== undefined)('a circle whose founder is gone', () => {
  let network: TestNetwork;
  let relay: TestRelay;
  let ann: Person;
  let ben: Person;
  let cleo: Person;
  let dora: Person;
  let broken: string | undefined;

  beforeEach(() => {
    if (broken !== undefined) throw new Error(`the story broke off at “${broken}”`);
  });
  afterEach(({ task }) => {
    if (task.result?.state === 'fail') broken ??= task.name;
  });

  beforeAll(async () => {
    network = createNetwork(4);
    relay = await startTestRelay(network);
    const [one, two, three, four] = network.people;
    if (one === undefined || two === undefined || three === undefined || four === undefined) throw new Error('four people need four places');
    [ann, ben, cleo] = await Promise.all([Person.arrive(one), Person.arrive(two), Person.arrive(three)]);
    await Promise.all([ann.makeAccount('Ann'), ben.makeAccount('Ben'), cleo.makeAccount('Cleo')]);
  });

  afterAll(async () => {
    await Promise.all([ben, cleo, dora].filter((person) => person !== undefined).map((person) => person.leave()));
    await relay.stop();
    network.close();
  });

  async function toPeople(person: Person, tab: string): Promise<void> {
    await person.page.getByRole('link', { name: /\d members?$/ }).click();
    await person.page.getByRole('tab', { name: tab }).click();
  }

  const row = (person: Person, name: string) => person.page.getByRole('listitem').filter({ hasText: name });

  test('Ann founds it with Ben and Cleo as those who can step in, lets both in, and is never seen again', async () => {
    const keys = await Promise.all([ben.readAccountKey(), cleo.readAccountKey()]);
    await ann.beginCircle(CIRCLE, relay.url, keys);
    const link = await ann.invite();
    for (const person of [ben, cleo]) await person.askToJoin(link);
    for (const person of [ben, cleo]) await person.seeMarket(CIRCLE);
    await ann.post('Folding camera');
    await ann.backToMarket();
    for (const person of [ben, cleo]) {
      await person.card('Folding camera').waitFor();
      expect(await person.titles()).toEqual(['Folding camera']);
    }
    await ann.leave();
  });

  test('Ben proposes to be an organizer, Cleo signs, and he is', async () => {
    await toPeople(ben, 'Rules');
    await ben.page.getByRole('button', { name: 'Propose something' }).click();
    const dialog = ben.page.getByRole('dialog');
    await dialog.getByLabel('Whom?').selectOption({ label: 'you' });
    await dialog.getByRole('button', { name: 'Propose and sign' }).click();
    await ben.page.getByText('Signed by you: 1 of 2').waitFor();
    await toPeople(cleo, 'Rules');
    await cleo.page.getByRole('button', { name: /^Sign/ }).click();
    await cleo.page.getByRole('dialog').getByRole('button', { name: 'Sign', exact: true }).click();
    await cleo.page.getByRole('tab', { name: 'Members' }).click();
    await row(cleo, 'Ben').getByText('Organizer').waitFor();
    await ben.page.getByRole('tab', { name: 'Members' }).click();
    await row(ben, 'Ben').getByText('Organizer').waitFor();
    expect(await row(cleo, 'Ann').count()).toBeGreaterThan(0);
  });

  test('he invites Dora, who is let in and posts; and he removes her, with a reason that all can read', async () => {
    await ben.backToMarket();
    const link = await ben.invite();
    const place = network.people[3];
    if (place === undefined) throw new Error('no place for Dora');
    dora = await Person.arrive(place);
    await dora.makeAccount('Dora');
    await dora.askToJoin(link);
    await dora.seeMarket(CIRCLE);
    await dora.post('Genuine lens');
    await ben.card('Genuine lens').waitFor();
    await toPeople(ben, 'Members');
    await ben.page.getByRole('button', { name: 'What you can do about Dora' }).click();
    const dialog = ben.page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Remove from the circle' }).click();
    await dialog.getByRole('radio', { name: 'Keep nothing of it' }).check();
    await dialog.getByText('listing').first().waitFor();
    await dialog.getByLabel('Reason (optional)').fill('It is a fake.');
    await dialog.getByRole('button', { name: 'Remove from the circle' }).click();
    await ben.page.getByRole('status', { name: 'Notes' }).getByText('Dora was removed').waitFor();
    await cleo.page.getByRole('tab', { name: 'Decisions' }).click();
    await cleo.page.getByText('It is a fake.').waitFor();
    await cleo.backToMarket();
    await cleo.card('Folding camera').waitFor();
    await cleo.card('Genuine lens').waitFor({ state: 'detached' });
    expect(await cleo.titles()).toEqual(['Folding camera']);
    expect(await ben.readDigest()).toEqual(await cleo.readDigest());
  });
});
