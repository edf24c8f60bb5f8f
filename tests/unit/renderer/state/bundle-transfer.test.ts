import { describe, expect, it } from 'vitest';
import type { CommandName, ImportResult } from '../../../../src/core/commands.ts';
import type { CircleId } from '../../../../src/core/ids.ts';
import type { Answer } from '../../../../renderer/host/connection.ts';
import { BundleTransfer, fileNameOf } from '../../../../renderer/state/bundle-transfer.svelte.ts';

const CIRCLE = 'c'.repeat(64) as CircleId;
const RESULT: ImportResult = { circle: CIRCLE, membership: 'member', added: 3, known: 0, refused: 0, newer: 0, blobs: 0, letIn: 0, asking: 0 };

/** A host with these answers; the commands that it got. */
function hostWith(answers: Partial<Record<CommandName, (calls: string[]) => Answer<unknown>>>) {
  const calls: string[] = [];
  const call = async (command: CommandName) => {
    calls.push(command);
    return answers[command]?.(calls) ?? { ok: true, result: null };
  };
  return { app: { call } as unknown as ConstructorParameters<typeof BundleTransfer>[0], calls };
}

const ok = (result: unknown) => (): Answer<unknown> => ({ ok: true, result });

describe('a circle by file', () => {
  it('is saved under its name when all of it is here', async () => {
    const pieces = [Uint8Array.of(1, 2), Uint8Array.of(3)];
    let next = 0;
    const { app } = hostWith({
      exportBegin: ok({ transfer: 1, ops: 7, blobs: 2 }),
      exportNext: () => ({ ok: true, result: { bytes: pieces[next++], done: next === 2, ops: 7, blobs: 2 } }),
    });
    const transfer = new BundleTransfer(app);
    const files: [Blob, string][] = [];
    await transfer.save(CIRCLE, 'Film: cameras', (file, name) => files.push([file, name]));
    expect(transfer.state).toEqual({ type: 'saved', ops: 7, blobs: 2 });
    expect(files.map(([, name]) => name)).toEqual(['Film cameras.huan']);
    expect([...new Uint8Array(await files[0]![0].arrayBuffer())]).toEqual([1, 2, 3]);
  });

  it('is read twice, and then says what came of it', async () => {
    const { app, calls } = hostWith({
      importBegin: ok({ transfer: 1 }),
      importEnd: (all) => ({ ok: true, result: all.filter((name) => name === 'importEnd').length === 2 ? RESULT : null }),
    });
    const transfer = new BundleTransfer(app);
    await transfer.open(new Blob([new Uint8Array(10)]));
    expect(transfer.state).toEqual({ type: 'taken', result: RESULT });
    expect(calls).toEqual(['importBegin', 'importChunk', 'importEnd', 'importChunk', 'importEnd']);
  });

  it('that the host refuses is told with the reason, and the next one is taken', async () => {
    const error = { type: 'foreign-bundle', message: 'no' } as const;
    const { app, calls } = hostWith({ importBegin: ok({ transfer: 1 }), importChunk: () => ({ ok: false, error }) });
    const transfer = new BundleTransfer(app);
    await transfer.open(new Blob([new Uint8Array(10)]));
    expect(transfer.state).toEqual({ type: 'failed', error });
    expect(calls.at(-1)).toBe('cancelTransfer');
    expect(transfer.busy).toBe(false);
  });

  it('can be stopped, and is then given up at the host', async () => {
    const { app, calls } = hostWith({
      exportBegin: ok({ transfer: 1, ops: 7, blobs: 0 }),
      exportNext: () => {
        transfer.stop();
        return { ok: true, result: { bytes: new Uint8Array(1), done: false, ops: 1, blobs: 0 } };
      },
    });
    const transfer = new BundleTransfer(app);
    const files: string[] = [];
    await transfer.save(CIRCLE, 'Records', (_, name) => files.push(name));
    expect(transfer.state).toEqual({ type: 'idle' });
    expect(files).toEqual([]);
    expect(calls).toEqual(['exportBegin', 'exportNext', 'cancelTransfer']);
  });
});

describe('a file name', () => {
  it('is one that any system takes', () => {
    expect(fileNameOf('胶片相机')).toBe('胶片相机.huan');
    expect(fileNameOf('a/b\\c: "d"? <e>|*')).toBe('a b c d e.huan');
    expect(fileNameOf('../..')).toBe('circle.huan');
    expect(fileNameOf('x'.repeat(300))).toBe(`${'x'.repeat(60)}.huan`);
  });
});
