import { defaultText, validText } from '../config/configKey.ts';
import { allKeys } from '../config/producerKeys.ts';

const columns = ['key', 'type', 'default', 'valid', 'importance'];

/** Every producer property, one a line, its columns parted by tabs; the first line names them. */
export function listConfig(): string {
  const rows = allKeys.map(key => [key.name, key.type, defaultText(key), validText(key), key.importance]);
  return [columns, ...rows].map(row => `${row.join('\t')}\n`).join('');
}
