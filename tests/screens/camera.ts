/** Takes the pictures of a page: at each width, in light and in dark, as WebP files, once all that is to be seen is there. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CDPSession, Page } from 'playwright-core';

export const SIZES = [
  { name: '360', width: 360, height: 740 },
  { name: '1280', width: 1280, height: 800 },
  { name: '2560', width: 2560, height: 1440 },
] as const;
export const THEMES = ['light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

/** The widest ones go onto a sheet together, this many beside each other, each so wide. */
const SHEET_COLUMNS = 3;
const SHEET_WIDTH = 853;
const QUALITY = 60;
/** Nothing must have changed for so long. */
const QUIET_MS = 250;

export interface StopOptions {
  /** Keeps the focus where it is: for dialogs. */
  focus?: boolean;
  quiet?: number;
}

export interface Shot {
  screen: string;
  theme: Theme;
  /** Base64 of the picture at 2560. */
  wide: string;
}

export class Camera {
  readonly shots: Shot[] = [];
  readonly #page: Page;
  readonly #session: CDPSession;
  readonly #folder: string;
  readonly #language: string;

  private constructor(page: Page, session: CDPSession, folder: string, language: string) {
    this.#page = page;
    this.#session = session;
    this.#folder = folder;
    this.#language = language;
  }

  static async open(page: Page, folder: string, language: string): Promise<Camera> {
    mkdirSync(folder, { recursive: true });
    return new Camera(page, await page.context().newCDPSession(page), folder, language);
  }

  async take(screen: string, { focus = false, quiet = QUIET_MS }: StopOptions = {}): Promise<void> {
    const page = this.#page;
    // Nothing is pointed at.
    await page.mouse.move(0, 0);
    if (!focus) await page.evaluate(() => (document.activeElement instanceof HTMLElement ? document.activeElement.blur() : undefined));
    for (const { name, width, height } of SIZES) {
      await page.setViewportSize({ width, height });
      for (const theme of THEMES) {
        await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
        await settle(page, quiet);
        const { data } = await this.#session.send('Page.captureScreenshot', { format: 'webp', quality: QUALITY, optimizeForSpeed: false });
        if (name === '2560') this.shots.push({ screen, theme, wide: data });
        else writeFileSync(join(this.#folder, `${screen}-${name}-${theme}-${this.#language}.webp`), data, 'base64');
      }
    }
    await page.setViewportSize({ width: 1280, height: 800 });
  }

  /** One file per theme with all screens at 2560, made smaller. */
  async writeSheets(): Promise<void> {
    for (const theme of THEMES) {
      const wides = this.shots.filter((shot) => shot.theme === theme).map(({ wide }) => wide);
      const sheet = await this.#page.evaluate(layOut, { wides, columns: SHEET_COLUMNS, width: SHEET_WIDTH });
      writeFileSync(join(this.#folder, `all-2560-${theme}-${this.#language}.webp`), sheet, 'base64');
    }
  }
}

/** Resolves when fonts and pictures are there, and nothing has changed for a moment. */
async function settle(page: Page, quiet: number): Promise<void> {
  await page.evaluate(async (span) => {
    await document.fonts.ready;
    await new Promise<void>((resolve) => {
      let timer = setTimeout(resolve, span);
      const again = (): void => {
        clearTimeout(timer);
        timer = setTimeout(resolve, span);
      };
      new MutationObserver(again).observe(document.body, { childList: true, subtree: true, attributes: true });
    });
    await Promise.all([...document.images].map((image) => image.decode().catch(() => undefined)));
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  }, quiet);
}

/** Runs in the page. */
async function layOut({ wides, columns, width }: { wides: string[]; columns: number; width: number }): Promise<string> {
  const pictures = await Promise.all(
    wides.map(async (wide) => {
      const bytes = Uint8Array.from(atob(wide), (character) => character.charCodeAt(0));
      return await createImageBitmap(new Blob([bytes], { type: 'image/webp' }));
    }),
  );
  const gap = 16;
  const height = Math.round((width * 1440) / 2560);
  const rows = Math.ceil(pictures.length / columns);
  const canvas = new OffscreenCanvas(columns * (width + gap) + gap, rows * (height + gap) + gap);
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('no canvas');
  context.fillStyle = '#777';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.imageSmoothingQuality = 'high';
  for (const [i, picture] of pictures.entries()) context.drawImage(picture, gap + (i % columns) * (width + gap), gap + Math.floor(i / columns) * (height + gap), width, height);
  const blob = await canvas.convertToBlob({ type: 'image/webp', quality: 0.65 });
  const bytes = new Uint8Array(await blob.arrayBuffer());
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}
