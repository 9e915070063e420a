import { parseArgs } from 'node:util';
import { fail } from '../../checks/errors';
import { imagesIn } from '../../security-baseline/images-in';
import { manifestsIn } from '../folder';
import type { Subcommand } from '../subcommand';

/** `cdk8s-mainstay images`: lists every image of the manifests of a folder, with what uses it. */
export const images: Subcommand = {
  usage: 'images FOLDER [--format text|json]',
  does: 'lists every image, with what uses it',
  run(args, terminal) {
    const options = { format: { type: 'string' } } as const;
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    if (positionals.length > 1) fail(undefined, 'images takes one folder', positionals, 'call it once for each');
    const { format = 'text' } = values;
    if (!['text', 'json'].includes(format)) fail(undefined, '--format must be known', format, 'use text or json');
    const found = imagesIn(manifestsIn(positionals[0], terminal.cwd()).map(({ manifest }) => manifest));
    const all = [...found].map(([image, usedBy]) => ({ image, usedBy: [...usedBy] }));
    const texts = all.map(({ image, usedBy }) => `${image}\n${usedBy.map((one) => `  ${one}\n`).join('')}`);
    terminal.stdout.write(format === 'json' ? `${JSON.stringify(all, undefined, 2)}\n` : texts.join(''));
    return 0;
  },
};
