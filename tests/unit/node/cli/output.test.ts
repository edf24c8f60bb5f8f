import { describe, expect, test, vi } from 'vitest';
import { createOutput } from '../../../../src/node/cli/output.ts';
import { startProgress } from '../../../../src/node/cli/progress.ts';

/** What is written to stdout and stderr meanwhile. */
function capture(run: () => void): { out: string; err: string } {
  const written = { out: '', err: '' };
  const out = vi.spyOn(process.stdout, 'write').mockImplementation((text) => Boolean((written.out += String(text))));
  const err = vi.spyOn(process.stderr, 'write').mockImplementation((text) => Boolean((written.err += String(text))));
  try {
    run();
  } finally {
    out.mockRestore();
    err.mockRestore();
  }
  return written;
}

describe('what other people wrote', () => {
  const title = 'cam\u001b[2Jera\u009b31m\u202Egnp.exe\r\nline\ttab\u0007';

  test('can’t steer a terminal', () => {
    const { out, err } = capture(() => {
      const output = createOutput(false);
      output.print({ title }, title);
      output.note(title);
    });
    expect(out).toBe('cam\uFFFD[2Jera\uFFFD31m\uFFFDgnp.exe\uFFFD\nline\ttab\uFFFD\n');
    expect(err).toBe(out);
  });

  test('is one line of JSON without control characters, and the same when it is read', () => {
    const { out } = capture(() => createOutput(true).print({ title }, ''));
    expect(out.match(/\p{Cc}/gu)).toEqual(['\n']);
    expect(JSON.parse(out)).toEqual({ title });
  });
});

describe('a progress bar', () => {
  const draw = (isTTY: boolean): string => {
    let drawn = '';
    let now = 0;
    const stream = { isTTY, write: (text: string) => Boolean((drawn += text)) } as unknown as NodeJS.WriteStream;
    const progress = startProgress('Posting', 100, stream, () => now);
    for (now = 0; now <= 2_000; now += 50) progress.to(now / 20);
    progress.end();
    return drawn;
  };

  test('comes on a terminal after a second, ten times a second, and goes', () => {
    const frames = draw(true).split('\r').slice(1);
    expect(frames).toHaveLength(12);
    expect(frames[0]).toBe('Posting [############............] 50 / 100\u001b[K');
    expect(frames.at(-1)).toBe('\u001b[K');
  });

  test('comes nowhere else', () => {
    expect(draw(false)).toBe('');
  });
});
