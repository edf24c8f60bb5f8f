import { tick } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { BlobHash } from '../../../src/core/ids.ts';
import { MountedWindow } from '../../support/window/mounted-window.ts';
import { hashId, person, ScriptedCircle } from '../../support/window/scripted-circle.ts';

const mira = person('Mira');
const photo = (n: number) => ({ hash: hashId<BlobHash>(`photo ${n}`), thumb: hashId<BlobHash>(`thumb ${n}`), width: 4, height: 3, bytes: 9, thumbBytes: 9 });
let opened: MountedWindow;

beforeEach(async () => {
  opened = new MountedWindow();
  opened.host.me = mira;
  const circle = new ScriptedCircle('Cameras', mira);
  const photos = [photo(1), photo(2), photo(3)];
  for (const { hash, thumb } of photos) opened.host.blobs.set(hash, new Uint8Array(9)).set(thumb, new Uint8Array(9));
  const lens = circle.post(mira, { kind: 'swap', title: 'Lens', photos });
  opened.host.open(circle);
  await opened.open(`#/circle/${circle.id}/listing/${lens}`);
  await expectPhoto('figure', 1);
});
afterEach(() => opened.close());

const altIn = (inside: string): string | null | undefined => document.querySelector(`${inside} img`)?.getAttribute('alt');

/** Waits until all that was begun is drawn. */
async function expectPhoto(inside: string, n: number): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await tick();
  await vi.waitUntil(() => altIn(inside) !== undefined, { interval: 5 });
  expect(altIn(inside)).toBe(`Lens: photo ${n} of 3`);
}

/** Puts a pointer down at one place and up at another, to the right and below in px. */
function draw(selector: string, pointerType: string, dx: number, dy: number): void {
  const target = document.querySelector(selector);
  const at = { pointerType, isPrimary: true, pointerId: 7, bubbles: true };
  target?.dispatchEvent(new PointerEvent('pointerdown', { ...at, clientX: 200, clientY: 200 }));
  target?.dispatchEvent(new PointerEvent('pointerup', { ...at, clientX: 200 + dx, clientY: 200 + dy }));
}

describe('the gallery', () => {
  it('says which photo of how many, and steps round by arrow keys', async () => {
    await opened.says('Photo 1 of 3');
    document.querySelector<HTMLElement>('.closer')?.focus();
    opened.press('ArrowRight');
    await expectPhoto('figure', 2);
    await opened.find('[role=status]', 'Photo 2 of 3');
    opened.press('ArrowLeft');
    opened.press('ArrowLeft');
    await expectPhoto('figure', 3);
  });

  it.each([
    ['a finger to the left leads on', 'touch', -80, 10, 2],
    ['a finger to the right leads back', 'touch', 80, -10, 3],
    ['a finger that scrolls leads nowhere', 'touch', -80, 60, 1],
    ['a short touch leads nowhere', 'touch', -20, 0, 1],
    ['a mouse leads nowhere', 'mouse', -80, 0, 1],
  ])('%s', async (_, pointer, dx, dy, then) => {
    draw('figure', pointer, dx, dy);
    await expectPhoto('figure', then);
  });

  it('opens over the whole window, steps and closes there, and stays at the photo that one looked at', async () => {
    const closer = document.querySelector<HTMLElement>('.closer');
    closer?.focus();
    closer?.click();
    await expectPhoto('dialog', 1);
    opened.press('ArrowRight');
    await expectPhoto('dialog', 2);
    draw('.stage', 'touch', -80, 0);
    await expectPhoto('dialog', 3);
    await opened.click('dialog button[aria-label="Close"]');
    await vi.waitUntil(() => document.querySelector('dialog') === null);
    await expectPhoto('figure', 3);
    expect(document.activeElement).toBe(closer);
  });

  it('enlarges by key and button within bounds, and then leaves the arrow keys to scrolling', async () => {
    document.querySelector<HTMLElement>('.closer')?.click();
    await expectPhoto('dialog', 1);
    const width = (): string => document.querySelector<HTMLElement>('dialog .photo')?.style.width ?? '';
    const smaller = await opened.find('dialog button[aria-label="Smaller"]');
    expect(smaller.getAttribute('aria-disabled')).toBe('true');
    for (let i = 0; i < 6; i++) {
      opened.press('+');
      await Promise.resolve();
    }
    await vi.waitUntil(() => width() === '400%');
    expect(opened.press('ArrowRight')).toBe(false);
    smaller.click();
    await vi.waitUntil(() => width() === '300%');
    opened.press('0');
    await vi.waitUntil(() => width() === '100%');
    expect(opened.press('ArrowRight')).toBe(true);
    await expectPhoto('dialog', 2);
  });
});
