/**
 * Two people whose computers never meet: two homes, two browsers, no relay and no cable between them. What they do by the real
 * window they carry over as files. The tests are one story, in order.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createNetwork, type TestNetwork } from '../support/net/namespace.ts';
import { findChromium } from './support/browser.ts';
import { Person } from './support/person.ts';

const hasBrowser = findChromium() !== undefined;
if (!hasBrowser) process.stderr.write('No Chromium on the PATH and none in HUAN_CHROMIUM: the story of two people with files is skipped.\n');

const CIRCLE = 'Old cameras';

describe.runIf(hasBrowser)('two people with a stick', () => {
  let network: TestNetwork;
  let ann: Person;
  let ben: Person;
  let files = 0;
  /** The part of the story that failed: what follows makes no sense then, and says so at once. */
  let broken: string | undefined;

  beforeEach(() => {
    if (broken !== undefined) throw new Error(`the story broke off at “${broken}”`);
  });
  afterEach(({ task }) => {
    if (task.result?.state === 'fail') broken ??= task.name;
  });

  beforeAll(async () => {
    network = createNetwork(2);
    const [one, two] = network.people;
    if (one === undefined || two === undefined) throw new Error('two people need two places');
    [ann, ben] = await Promise.all([Person.arrive(one), Person.arrive(two)]);
  });

  afterAll(async () => {
    await Promise.all([ann.leave(), ben.leave()]);
    network.close();
  });

  const toPeople = (person: Person) => person.page.getByRole('link', { name: /\d members?$/ }).click();

  /** Presses the button, and keeps what the browser saves. */
  async function save(person: Person, button: string): Promise<{ path: string; name: string }> {
    const coming = person.page.waitForEvent('download');
    await person.page.getByRole('button', { name: button }).click();
    const download = await coming;
    const path = join(person.home.folder, `carried-${String(++files)}.huan`);
    await download.saveAs(path);
    return { path, name: download.suggestedFilename() };
  }

  /** Chooses the file, and returns what the window says once it is done with it. */
  async function open(person: Person, path: string, says: RegExp): Promise<void> {
    const chooser = person.page.waitForEvent('filechooser');
    await person.page.getByRole('button', { name: 'Open a file' }).click();
    await (await chooser).setFiles(path);
    await person.page.getByText(says).waitFor();
  }

  test('Ann begins a circle without any network, and gives Ben a link', async () => {
    await ann.makeAccount('Ann');
    await ann.page.getByLabel('Name of the circle').fill(CIRCLE);
    await ann.page.getByRole('button', { name: 'Begin the circle' }).click();
    await ann.page.getByRole('heading', { name: CIRCLE, level: 1 }).waitFor();
    await ann.post('Folding camera', await ann.paintPhoto());
    await ann.backToMarket();
    const link = await ann.invite();
    expect(link).toMatch(/^huan:\/\/join\//);
    await ben.makeAccount('Ben');
    await ben.askToJoin(link);
    await ben.page.getByRole('heading', { name: 'Waiting to be let in' }).waitFor();
  });

  test('Ben saves his request, Ann lets him in by it, and he opens what she saves for him', async () => {
    await ben.page.getByText('Without a network').click();
    const request = await save(ben, 'Save my request as a file');
    expect(request.name).toBe(`${CIRCLE}.huan`);
    await toPeople(ann);
    await open(ann, request.path, /Let in: 1/);
    const answer = await save(ann, 'Save as a file');
    await ann.page.getByText(/The file is ready\. Entries: 4\. Photos: 1\./).waitFor();
    const chooser = ben.page.waitForEvent('filechooser');
    await ben.page.getByRole('button', { name: 'Open a file' }).click();
    await (await chooser).setFiles(answer.path);
    await ben.seeMarket(CIRCLE);
    await ben.openListing('Folding camera');
    expect(await ben.photoWidth('Folding camera')).toBe(640);
    await ben.backToMarket();
  });

  test('Ben’s listing comes to Ann by a file that she drops on the window, and both have the same', async () => {
    await ben.post('Light meter');
    await ben.backToMarket();
    await toPeople(ben);
    const { path } = await save(ben, 'Save as a file');
    const bytes = readFileSync(path).toString('base64');
    await ann.page.getByRole('group', { name: 'Without a network' }).evaluate((place, base64) => {
      const data = new DataTransfer();
      data.items.add(new File([Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))], 'circle.huan'));
      place.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
    }, bytes);
    await ann.page.getByText(/Done\. New entries: 2\./).waitFor();
    await open(ann, path, /Everything in this file was here already/);
    expect(await ann.readDigest()).toEqual(await ben.readDigest());
    await ann.backToMarket();
    expect(await ann.titles()).toEqual(['Folding camera', 'Light meter']);
  });

  test('a damaged file says so, and changes nothing', async () => {
    await toPeople(ann);
    const { path } = await save(ann, 'Save as a file');
    const bytes = readFileSync(path);
    bytes[500] = (bytes[500] ?? 0) ^ 1;
    writeFileSync(path, bytes);
    const before = await ben.readDigest();
    await open(ben, path, /This file is damaged/);
    expect(await ben.readDigest()).toEqual(before);
    expect([...ann.errors, ...ben.errors]).toEqual([]);
  });
});
