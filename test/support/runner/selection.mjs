// What the command line asks for: stages by name, or test files, or both.
import { existsSync } from 'node:fs';
import path from 'node:path';

export function readSelection(args, stages) {
  const files = args.filter(isFile).map(file => path.relative(process.cwd(), path.resolve(file)).replaceAll('\\', '/'));
  const names = args.filter(arg => !isFile(arg));
  const known = stages.map(stage => stage.name);
  for (const name of names) {
    if (!known.includes(name))
      stop(`There is no stage "${name}". Stages: ${known.join(', ')}; a test file's path works too.`);
  }
  for (const file of files) {
    if (!existsSync(file)) stop(`There is no test file ${file}.`);
    if (!stages.some(stage => owns(stage, file))) stop(`No stage runs ${file}.`);
  }
  // A name picks its stage, a file the stage it belongs to, of which then only such files run.
  const wanted = stage => args.length === 0 || names.includes(stage.name) || files.some(file => owns(stage, file));
  return { stages: stages.filter(wanted), filesOf: stage => files.filter(file => owns(stage, file)) };
}

const isFile = arg => arg.includes('/') || /\.(test|spec)\./.test(arg);
const owns = (stage, file) => stage.owns?.test(file) ?? false;

function stop(message) {
  console.error(message);
  process.exit(2);
}
