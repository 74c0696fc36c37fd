import * as l10n from '@vscode/l10n';
import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { FieldNode, FrameBytes } from '../../../engine/snapshot/details.ts';
import { hexRows, ROW_BYTES } from '../../state/bytes.ts';
import type { HexRow, Range } from '../../state/bytes.ts';

const ROW_PX = 15.5;
const MARGIN_ROWS = 8;

interface HexProps {
  readonly frame: FrameBytes;
  readonly data: Uint8Array;
  readonly masked: readonly Range[];
  readonly mark: FieldNode | null;
  readonly onPick: (offset: number) => void;
}

/** 16 bytes a row as hex and as text; only the rows in view are in the page. */
export function HexTable({ frame, data, masked, mark, onPick }: HexProps): VNode {
  const scroller = useRef<HTMLDivElement>(null);
  const [window, setWindow] = useState({ top: 0, height: 300 });
  const rows = hexRows(frame, data, masked);
  const first = Math.max(0, Math.floor(window.top / ROW_PX) - MARGIN_ROWS);
  const last = Math.min(rows.length, Math.ceil((window.top + window.height) / ROW_PX) + MARGIN_ROWS);
  const measure = () => {
    const element = scroller.current;
    if (element !== null) setWindow({ top: element.scrollTop, height: element.clientHeight });
  };
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    const element = scroller.current;
    if (element === null || mark === null) return;
    const y = Math.floor(mark.offset / ROW_BYTES) * ROW_PX;
    if (y < element.scrollTop || y > element.scrollTop + element.clientHeight - 2 * ROW_PX) {
      element.scrollTop = Math.max(0, y - element.clientHeight / 2);
    }
  }, [mark]);
  return (
    <div class="hex" ref={scroller} onScroll={measure} tabIndex={0} role="region" aria-label={l10n.t('Bytes')}>
      <table style={{ marginTop: `${first * ROW_PX}px`, marginBottom: `${(rows.length - last) * ROW_PX}px` }}>
        <tbody>
          {rows.slice(first, last).map(row => (
            <Row key={row.offset} row={row} mark={mark} onPick={onPick} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({
  row,
  mark,
  onPick,
}: {
  readonly row: HexRow;
  readonly mark: FieldNode | null;
  readonly onPick: (offset: number) => void;
}): VNode {
  const isMarked = (at: number) => mark !== null && at >= mark.offset && at < mark.offset + mark.length;
  const cell = (index: number, text: string) => {
    const at = row.offset + index;
    return (
      <span key={index} class={isMarked(at) ? 'marked' : ''} onClick={() => onPick(at)}>
        {text}
        {text.length === 2 && index < row.bytes.length - 1 ? (index === 7 ? '  ' : ' ') : ''}
      </span>
    );
  };
  return (
    <tr>
      <th scope="row">{row.offset.toString(16).padStart(5, '0')}</th>
      <td>{row.bytes.map((byte, index) => cell(index, byte === null ? '··' : byte.toString(16).padStart(2, '0')))}</td>
      <td class="hex-text">{row.bytes.map((byte, index) => cell(index, printable(byte)))}</td>
    </tr>
  );
}

function printable(byte: number | null): string {
  return byte !== null && byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '·';
}
