import { ProtocolError } from './protocolError.ts';
import type { WireReader } from './wireReader.ts';

/** Reads the tagged section: `known` is called for each tag in order with the reader at its value. Unknown tags are skipped. */
export function readTags(reader: WireReader, visit: (tag: number, size: number) => void): void {
  const count = reader.unsignedVarint();
  reader.checkCount(count, 2);
  let previous = -1;
  for (let i = 0; i < count; i++) {
    const offset = reader.position;
    const tag = reader.unsignedVarint();
    if (tag <= previous) throw new ProtocolError({ problem: 'tags must ascend', value: tag, limit: previous, offset });
    previous = tag;
    const size = reader.unsignedVarint();
    const start = reader.position;
    if (size > reader.remaining)
      throw new ProtocolError({
        problem: `tag ${tag} needs more bytes than are left`,
        value: size,
        limit: reader.remaining,
        offset,
      });
    visit(tag, size);
    if (reader.position > start + size)
      throw new ProtocolError({
        problem: `tag ${tag} is longer than its size`,
        value: reader.position - start,
        limit: size,
        offset,
      });
    reader.position = start + size;
  }
}
