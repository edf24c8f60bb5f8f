/** `huan export` and `huan import`: a circle carried by hand, in one file. */
import { errorCode } from '../../store/store-errors.ts';
import type { Call } from '../../../core/bundle-calls.ts';
import { readBundleFile, readBundleStream, writeBundleFile } from '../bundle-files.ts';
import { HOME_OPTION, JSON_OPTION, type CommandSpec } from '../command.ts';
import type { HostClient } from '../host-client.ts';
import { CliFailure } from '../output.ts';
import { startProgress } from '../progress.ts';
import { findCircle, withAccount } from '../with-session.ts';
import { cliWords } from '../words.ts';
import { CIRCLE } from './circle.ts';

const callOf = (client: HostClient): Call => (command, params) => client.call(command, params);

export const bundleCommands: readonly CommandSpec[] = [
  {
    path: 'export',
    does: { en: 'Write a circle into a file that another Huan can take in; while you wait to be let in, your request', zh: '把圈子存成另一台电脑可以收进来的文件；等待加入时，存的是你的申请' },
    positionals: [CIRCLE, { name: 'FILE', source: 'file', does: { en: 'Where to write it', zh: '写到哪里' } }],
    options: { ...HOME_OPTION, ...JSON_OPTION },
    run: (args, output) =>
      withAccount(args, async (session) => {
        const circle = findCircle(session, args);
        const path = args.positional('FILE');
        const known = session.status.circles.find((one) => one.circle === circle);
        const progress = startProgress(cliWords().exporting, known?.ops ?? 0);
        try {
          const { ops, blobs, bytes } = await writeBundleFile(callOf(session.client), circle, path, (written) => progress.to(written.ops));
          output.print({ ops, blobs, bytes }, cliWords().exported(ops, blobs, path));
        } catch (error) {
          throw explained(error, (code) => cliWords().cannotWrite(path, code));
        } finally {
          progress.end();
        }
      }),
  },
  {
    path: 'import',
    does: { en: 'Take in such a file; again and in any order does no harm', zh: '收进这样的文件；重复或不按顺序都没有关系' },
    positionals: [{ name: 'FILE', source: 'file', does: { en: 'The file; “-” reads standard input', zh: '文件；“-”表示标准输入' } }],
    options: { ...HOME_OPTION, ...JSON_OPTION },
    run: (args, output) =>
      withAccount(args, async (session) => {
        const path = args.positional('FILE');
        const call = callOf(session.client);
        const ignore = (): void => undefined;
        try {
          const { circle, added, known, refused, newer } = path === '-' ? await readBundleStream(call, process.stdin, ignore) : await readBundleFile(call, path, ignore);
          output.print({ circle, added, known, refused }, cliWords().imported(added, known, refused));
          if (newer > 0) output.note(cliWords().newerThanThis(newer));
        } catch (error) {
          throw explained(error, (code) => cliWords().fileUnreadable(path, code));
        }
      }),
  },
];

/** What the system says of a file, as a sentence. */
function explained(error: unknown, words: (code: string) => string): unknown {
  const code = error instanceof CliFailure ? undefined : errorCode(error);
  return code === undefined ? error : new CliFailure('file-unusable', words(code));
}
