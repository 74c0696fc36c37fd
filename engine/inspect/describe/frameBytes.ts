import { layoutOfApiVersionsResponse } from '../../client/apiVersionsHandshake.ts';
import { ApiKeys } from '../../protocol/apiKeys.ts';
import { describeRequestFrame, describeResponseFrame } from '../../protocol/inspectFrame.ts';
import type { FieldNode as DecodedNode } from '../../protocol/inspectFrame.ts';
import type { FieldNode, FrameBytes } from '../../snapshot/details.ts';

const SHOWN_BYTES = 32 * 1024;
const SHOWN_CHILDREN = 100;
const SHOWN_NODES = 4_000;
const MAX_VALUE_CHARACTERS = 600;
const SIZE_BYTES = 4;
const MASKED = '··';
/** In frames of these APIs lie records; SASL tokens are hidden where they are decoded, since those are nobody's to see. */
const withRecords: ReadonlySet<number> = new Set([ApiKeys.PRODUCE, ApiKeys.FETCH]);

/** `frame` with its size; null: its bytes were not kept, only how many there were. */
export interface FrameSource {
  readonly frame: Buffer | null;
  readonly totalBytes: number;
  readonly apiKey: number;
  readonly version: number;
}

export function describeRequest(source: FrameSource, payloads: boolean): FrameBytes {
  return describe(source, payloads, payload => describeRequestFrame(payload));
}

export function describeResponse(source: FrameSource, payloads: boolean): FrameBytes {
  const { apiKey, version } = source;
  return describe(source, payloads, payload => {
    const layout = apiKey === ApiKeys.API_VERSIONS ? layoutOfApiVersionsResponse(version, payload) : version;
    return describeResponseFrame(apiKey, layout, payload);
  });
}

function describe(
  { frame, totalBytes, apiKey }: FrameSource,
  payloads: boolean,
  decode: (payload: Buffer) => DecodedNode,
): FrameBytes {
  if (!frame) return { totalBytes, shownBytes: 0, base64: '', fields: [] };
  const root = decode(frame.subarray(SIZE_BYTES));
  const mask = !payloads && withRecords.has(apiKey);
  if (mask) blank(root, frame);
  const shown = frame.subarray(0, SHOWN_BYTES);
  const budget = { left: SHOWN_NODES };
  return {
    totalBytes,
    shownBytes: shown.length,
    base64: shown.toString('base64'),
    fields: trimmed(root.children ?? [], mask, false, budget),
  };
}

/** Overwrites what a record carries. What could not be decoded may be a record too. */
function blank(node: DecodedNode, frame: Buffer, inRecord = false): void {
  if (isPayload(node, inRecord)) frame.fill(0, node.offset, Math.min(frame.length, node.offset + node.length));
  for (const child of node.children ?? []) blank(child, frame, node.type === 'record');
}

function isPayload({ name, type }: DecodedNode, inRecord: boolean): boolean {
  if (inRecord) return name === 'key' || name === 'value' || name.startsWith('header ');
  return type === 'error' || name === 'rest' || name === 'incomplete batch';
}

function trimmed(
  nodes: readonly DecodedNode[],
  mask: boolean,
  inRecord: boolean,
  budget: { left: number },
): readonly FieldNode[] {
  const shown: FieldNode[] = [];
  for (const node of nodes) {
    if (shown.length >= SHOWN_CHILDREN || budget.left <= 0) {
      const hidden = nodes.length - shown.length;
      shown.push({ name: '…', type: 'note', offset: node.offset, length: 0, value: `${hidden} more` });
      break;
    }
    budget.left--;
    const masked = mask && isPayload(node, inRecord) && node.value !== 'null' && node.type !== 'error';
    const { name, type, offset, length, children } = node;
    const value = masked ? MASKED : shortened(node.value);
    const below = children && trimmed(children, mask, type === 'record', budget);
    shown.push({ name, type, offset, length, value, ...(below && { children: below }) });
  }
  return shown;
}

function shortened(value: string): string {
  return value.length <= MAX_VALUE_CHARACTERS ? value : `${value.slice(0, MAX_VALUE_CHARACTERS)}…`;
}
