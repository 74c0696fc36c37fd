// Writes the fixtures of test/engine/record/codecs anew: `node test/kafka/support/captureCodecs.ts`. Needs a JDK and the program lz4.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { codecContents, type CodecContent } from '../../support/codecContents.ts';
import { askCodecs } from './codecJudge.ts';
import { run } from './programs.ts';

const contents = Object.keys(codecContents) as CodecContent[];
const javaFormats = [
  'snappy',
  'snappyTwice',
  'snappyRaw',
  'lz4:9',
  'lz4:1',
  'lz4:17',
  'lz4Twice',
  'lz4Checksums',
  'lz4LargeBlocks',
];
const programArguments = [
  ['-BD', '-B4', '-BX', '--content-size'],
  ['-9', '-BD', '-B7'],
];

const questions = javaFormats.flatMap(format => contents.map(content => ({ format, content })));
const answers = await askCodecs(
  questions.map(({ format, content }) => ({ what: 'write', format, bytes: codecContents[content] })),
);
const fixtures = questions.map(({ format, content }, index) =>
  fixture(`java ${format}`, content, answers[index] ?? ''),
);
for (const args of programArguments)
  for (const content of contents) {
    const { stdout } = await run('lz4', [...args, '-c', '-z'], { input: codecContents[content] });
    fixtures.push(fixture(`lz4 ${args.join(' ')}`, content, stdout));
  }
const file = path.resolve(import.meta.dirname, '../../engine/record/codecs/fixtures.json');
writeFileSync(file, `[\n${fixtures.map(each => `  ${JSON.stringify(each)}`).join(',\n')}\n]\n`);

function fixture(by: string, content: CodecContent, bytes: Buffer | string): object {
  if (typeof bytes === 'string') throw new Error(`${by}, ${content}: ${bytes}`);
  return { by, content, base64: bytes.toString('base64') };
}
