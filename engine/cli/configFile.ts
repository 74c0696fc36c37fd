import { isAscii, isUtf8 } from 'node:buffer';
import { readFile } from 'node:fs/promises';
import { configError } from '../config/configErrors.ts';
import type { Properties } from '../config/parseKeys.ts';
import { parsePropertiesFile } from '../config/propertiesFile.ts';

/** A file that is larger is no configuration; a keystore in it is some kilobytes. */
const maxBytes = 1024 * 1024;

/**
 * The properties of a file as Java's producer takes it, which reads ISO-8859-1. Errors name the file and what is wrong in it, never a
 * value. `warn` is told of what Java would read without a word, and differently from what an editor shows.
 */
export async function readConfigFile(path: string, warn: (message: string) => void): Promise<Properties> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (error) {
    throw configError(`--config ${path} cannot be read: ${messageOf(error)}. Give the path of a .properties file.`);
  }
  if (bytes.length > maxBytes)
    throw configError(`--config ${path} has ${bytes.length} bytes; a .properties file has at most ${maxBytes}.`);
  if (isUtf8(bytes) && !isAscii(bytes))
    warn(`${path} looks like UTF-8, and is read as ISO-8859-1, as Java does. Write other characters as \\uXXXX.`);
  try {
    return Object.fromEntries(parsePropertiesFile(bytes.toString('latin1')));
  } catch (error) {
    throw configError(`--config ${path}: ${messageOf(error)}`);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
