import type { Random } from '../common/random.ts';
import { uuidFromBytes } from '../common/uuid.ts';

export function randomUuid(random: Random): string {
  const bytes = Buffer.alloc(16);
  for (let at = 0; at < bytes.length; at++) bytes[at] = random.nextInt() & 0xff;
  // A first character of "-" would look like an option to command line tools.
  const uuid = uuidFromBytes(bytes);
  return uuid.startsWith('-') ? `A${uuid.slice(1)}` : uuid;
}
