import * as l10n from '@vscode/l10n';
import type { VNode } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { FieldNode, FrameBytes } from '../../../engine/snapshot/details.ts';
import { host } from '../../state/app.ts';
import { decodeBase64, fieldAt, foldedAtFirst, parentsOf, payloadRanges, visibleFields } from '../../state/bytes.ts';
import type { FieldLine } from '../../state/bytes.ts';
import { bytes, exactBytes, plural } from '../../text/format.ts';
import { Codicon } from '../../ui/icon.tsx';
import { HexTable } from './hexTable.tsx';

/** The tree of fields left, the bytes right; choosing one marks the other. */
export function FrameBytesView({ frame }: { readonly frame: FrameBytes }): VNode {
  const [closed, setClosed] = useState<ReadonlySet<string>>(() => new Set(foldedAtFirst(frame.fields)));
  const [chosen, setChosen] = useState<string>('/0');
  const data = useMemo(() => decodeBase64(frame.base64), [frame.base64]);
  const masked = useMemo(
    () => (host.value?.payloads === false ? payloadRanges(frame.fields) : []),
    [frame, host.value?.payloads],
  );
  const lines = visibleFields(frame.fields, closed);
  const field = lines.find(line => line.path === chosen)?.field ?? null;
  const toggle = (path: string) => {
    const next = new Set(closed);
    if (!next.delete(path)) next.add(path);
    setClosed(next);
  };
  const choose = (path: string) => {
    setChosen(path);
    const parents = new Set(parentsOf(path));
    if ([...closed].some(at => parents.has(at))) setClosed(new Set([...closed].filter(at => !parents.has(at))));
  };
  if (frame.shownBytes === 0 && frame.totalBytes > 0)
    return (
      <p class="quiet">
        {l10n.t(
          '{0}, not kept: bytes of answered requests are, up to 16 MiB a second and 8 MiB in all.',
          bytes(frame.totalBytes),
        )}
      </p>
    );
  return (
    <div class="frame-bytes">
      <Fields
        lines={lines}
        closed={closed}
        chosen={chosen}
        toggle={toggle}
        choose={choose}
        masked={masked.length > 0}
      />
      <div class="hex-side">
        <p class="hex-head">
          {field === null ? (
            <b>{bytes(frame.totalBytes)}</b>
          ) : (
            <span>
              <b>{field.name}</b> {field.type}
            </span>
          )}
          <span class="spring" />
          <span class="quiet">
            {field !== null &&
              l10n.t('{0} at {1} of {2}', exactBytes(field.length), hex(field.offset), exactBytes(frame.totalBytes))}
            {frame.shownBytes < frame.totalBytes && ` · ${l10n.t('first {0} shown', bytes(frame.shownBytes))}`}
          </span>
        </p>
        <HexTable
          frame={frame}
          data={data}
          masked={masked}
          mark={field}
          onPick={offset => {
            const path = fieldAt(frame.fields, offset);
            if (path !== null) choose(path);
          }}
        />
      </div>
    </div>
  );
}

interface FieldsProps {
  readonly lines: readonly FieldLine[];
  readonly closed: ReadonlySet<string>;
  readonly chosen: string;
  readonly masked: boolean;
  readonly toggle: (path: string) => void;
  readonly choose: (path: string) => void;
}

function Fields({ lines, closed, chosen, toggle, choose, masked }: FieldsProps): VNode {
  const tree = useRef<HTMLDivElement>(null);
  useEffect(() => {
    tree.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);
  const keys = (event: KeyboardEvent) => {
    const at = lines.findIndex(line => line.path === chosen);
    const line = lines[at];
    if (line === undefined || event.ctrlKey || event.metaKey) return;
    const isClosed = closed.has(line.path);
    const parent = parentsOf(line.path).at(-1);
    let next: string | undefined;
    if (event.key === 'ArrowDown') next = lines[at + 1]?.path;
    else if (event.key === 'ArrowUp') next = lines[at - 1]?.path;
    else if (event.key === 'Home') next = lines[0]?.path;
    else if (event.key === 'End') next = lines.at(-1)?.path;
    else if (event.key === 'ArrowRight' && line.hasChildren && isClosed) toggle(line.path);
    else if (event.key === 'ArrowRight') next = line.hasChildren ? lines[at + 1]?.path : undefined;
    else if (event.key === 'ArrowLeft' && line.hasChildren && !isClosed) toggle(line.path);
    else if (event.key === 'ArrowLeft') next = parent;
    else return;
    event.preventDefault();
    event.stopPropagation();
    if (next !== undefined) choose(next);
  };
  return (
    <div
      class="fields"
      role="tree"
      aria-label={l10n.t('Fields')}
      tabIndex={0}
      ref={tree}
      onKeyDown={keys}
      aria-activedescendant={idOf(chosen)}
    >
      {lines.map(({ path, level, field, hasChildren }) => (
        <div
          key={path}
          id={idOf(path)}
          role="treeitem"
          aria-level={level}
          aria-expanded={hasChildren ? !closed.has(path) : undefined}
          aria-selected={path === chosen}
          class={`field-line ${path === chosen ? 'chosen' : ''}`}
          style={{ paddingLeft: `${8 + (level - 1) * 12}px` }}
          onClick={() => {
            choose(path);
            if (hasChildren && path === chosen) toggle(path);
          }}
        >
          <span class="twist" onClick={event => (event.stopPropagation(), hasChildren && toggle(path))}>
            {hasChildren && <Codicon name={closed.has(path) ? 'chevron-right' : 'chevron-down'} />}
          </span>
          <span class="field-name">{field.name}</span>
          <code class="field-value">{valueOf(field, masked)}</code>
          <code class="field-offset">{hex(field.offset)}</code>
          <span class="field-length">{exactBytes(field.length)}</span>
        </div>
      ))}
    </div>
  );
}

function valueOf(field: FieldNode, masked: boolean): string {
  if (masked && ['key', 'value', 'headerValue'].includes(field.name)) return '··';
  if (field.value !== '') return field.value;
  const n = field.children?.length ?? 0;
  return n === 0 ? '' : plural(n, l10n.t('1 field'), l10n.t('{0} fields', String(n)));
}

function idOf(path: string): string {
  return 'field' + path.replaceAll('/', '-');
}

function hex(offset: number): string {
  return offset.toString(16).padStart(5, '0');
}
