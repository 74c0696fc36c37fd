import type { FieldNode, FrameBytes } from '../../engine/snapshot/details.ts';

export function decodeBase64(text: string): Uint8Array {
  const binary = atob(text);
  return Uint8Array.from(binary, char => char.charCodeAt(0));
}

export const ROW_BYTES = 16;

export interface HexRow {
  readonly offset: number;
  readonly bytes: readonly (number | null)[];
}

/** 16 bytes a row; null is a payload byte that is not shown. */
export function hexRows(frame: FrameBytes, bytes: Uint8Array, masked: readonly Range[]): HexRow[] {
  const rows: HexRow[] = [];
  for (let offset = 0; offset < Math.min(frame.shownBytes, bytes.length); offset += ROW_BYTES) {
    const row: (number | null)[] = [];
    for (let at = offset; at < Math.min(offset + ROW_BYTES, bytes.length); at++) {
      row.push(masked.some(range => at >= range.from && at < range.to) ? null : (bytes[at] ?? 0));
    }
    rows.push({ offset, bytes: row });
  }
  return rows;
}

export interface Range {
  readonly from: number;
  readonly to: number;
}

/** What the worker puts in place of a payload that is not to be shown; the bytes it stands for are zeros. */
const MASKED = '··';

/** Where a record's own bytes are, to be hidden when payloads are off. */
export function payloadRanges(fields: readonly FieldNode[]): Range[] {
  return fields.flatMap(field =>
    field.value === MASKED
      ? [{ from: field.offset, to: field.offset + field.length }]
      : payloadRanges(field.children ?? []),
  );
}

/** One line of the field tree; `path` is its name through its parents and stays the same while the frame does. */
export interface FieldLine {
  readonly path: string;
  readonly level: number;
  readonly field: FieldNode;
  readonly hasChildren: boolean;
}

export function visibleFields(fields: readonly FieldNode[], closed: ReadonlySet<string>): FieldLine[] {
  const lines: FieldLine[] = [];
  const walk = (nodes: readonly FieldNode[], level: number, parent: string) => {
    nodes.forEach((field, index) => {
      const path = `${parent}/${index}`;
      const children = field.children ?? [];
      lines.push({ path, level, field, hasChildren: children.length > 0 });
      if (children.length > 0 && !closed.has(path)) walk(children, level + 1, path);
    });
  };
  walk(fields, 1, '');
  return lines;
}

/** The innermost field that holds a byte. */
export function fieldAt(fields: readonly FieldNode[], offset: number, parent = ''): string | null {
  for (const [index, field] of fields.entries()) {
    if (offset < field.offset || offset >= field.offset + field.length) continue;
    const path = `${parent}/${index}`;
    return fieldAt(field.children ?? [], offset, path) ?? path;
  }
  return null;
}

export function parentsOf(path: string): string[] {
  const parts = path.split('/').slice(1, -1);
  return parts.map((_, index) => '/' + parts.slice(0, index + 1).join('/'));
}

/** Long lists of records start folded: the reader opens the one of interest. */
export function foldedAtFirst(fields: readonly FieldNode[], parent = ''): string[] {
  return fields.flatMap((field, index) => {
    const path = `${parent}/${index}`;
    const children = field.children ?? [];
    const inList = /^\[\d+\]$/.test(field.name) && children.length > 0;
    const deep = path.split('/').length > 7;
    return [...(inList && deep ? [path] : []), ...foldedAtFirst(children, path)];
  });
}
