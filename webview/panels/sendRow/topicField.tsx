import * as l10n from '@vscode/l10n';
import type { VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { changeSend, saved, text } from '../../state/app.ts';
import { partitions } from '../../text/format.ts';
import { Codicon } from '../../ui/icon.tsx';
import { Menu } from '../../ui/menu.tsx';
import { TextField } from '../../ui/textField.tsx';

/** A topic is typed, for one that does not exist yet is asked for too, or taken from the list of the cluster's. */
export function TopicField({ label, onEnter }: { readonly label: boolean; readonly onEnter: () => void }): VNode {
  const box = useRef<HTMLSpanElement>(null);
  const topics = knownTopics();
  const { topic } = saved.value.send;
  const chosen = useRef(topic !== '');
  const first = topics[0]?.name;
  useEffect(() => {
    if (chosen.current || first === undefined) return;
    chosen.current = true;
    changeSend({ topic: first });
  }, [first]);
  return (
    <span class="send-topic">
      {label && <span class="send-label">{l10n.t('Topic')}</span>}
      <span class="combo" ref={box}>
        <TextField
          label={l10n.t('Topic')}
          value={topic}
          placeholder={l10n.t('topic')}
          onInput={value => {
            chosen.current = true;
            changeSend({ topic: value });
          }}
          onEnter={onEnter}
          onKey={event => {
            if (event.key !== 'ArrowDown' || event.ctrlKey) return;
            event.preventDefault();
            box.current?.querySelector<HTMLElement>('.menu-button')?.click();
          }}
        />
        {topics.length > 0 && (
          <Menu
            class="combo-list"
            align="right"
            label={l10n.t('Topics of the cluster')}
            items={topics.map(({ name, count }) => ({
              text: name,
              checked: name === topic,
              ...(count === null ? {} : { detail: partitions(count) }),
              run: () => changeSend({ topic: name }),
            }))}
          >
            <Codicon name="chevron-down" />
          </Menu>
        )}
      </span>
    </span>
  );
}

/** Those the admin side listed, and those the producer was asked for. */
function knownTopics(): { name: string; count: number | null }[] {
  const view = text.value;
  const counts = new Map<string, number | null>();
  for (const topic of view?.topology?.topics ?? []) counts.set(topic.name, topic.partitions.length || null);
  for (const topic of view?.session.clusterTopics ?? []) counts.set(topic.name, topic.partitions);
  return [...counts].map(([name, count]) => ({ name, count })).sort((a, b) => (a.name < b.name ? -1 : 1));
}
