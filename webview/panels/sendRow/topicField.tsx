import * as l10n from '@vscode/l10n';
import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { changeSend, saved, text } from '../../state/app.ts';
import { IconButton } from '../../ui/button.tsx';
import { Dropdown } from '../../ui/dropdown.tsx';
import { TextField } from '../../ui/textField.tsx';

const OTHER = '\n';

/** The topics of the cluster as a list, with "Other topic…" for one that only auto-create would make. */
export function TopicField({ label, onEnter }: { readonly label: boolean; readonly onEnter: () => void }): VNode {
  const names = topicNames();
  const topic = saved.value.send.topic;
  const [typing, setTyping] = useState(false);
  useEffect(() => {
    if (topic === '' && names[0] !== undefined && !typing) changeSend({ topic: names[0] });
  }, [names.join('\n'), topic, typing]);
  const free = typing || names.length === 0;
  return (
    <span class="send-topic">
      {label && <span class="send-label">{l10n.t('Topic')}</span>}
      {free ? (
        <>
          <TextField
            id="send-topic-name"
            label={l10n.t('Topic')}
            value={topic}
            placeholder={l10n.t('topic')}
            onInput={value => changeSend({ topic: value })}
            onEnter={onEnter}
            onEscape={() => setTyping(false)}
          />
          {names.length > 0 && (
            <IconButton icon="list-flat" label={l10n.t('Choose from the list')} onPress={() => setTyping(false)} />
          )}
        </>
      ) : (
        <Dropdown
          label={l10n.t('Topic')}
          value={topic}
          options={[
            ...(names.includes(topic) || topic === '' ? names : [topic, ...names]).map(name => ({
              value: name,
              text: name,
            })),
            { value: OTHER, text: l10n.t('Other topic…') },
          ]}
          onChange={value => {
            if (value !== OTHER) return changeSend({ topic: value });
            setTyping(true);
            requestAnimationFrame(() => document.getElementById('send-topic-name')?.focus());
          }}
        />
      )}
    </span>
  );
}

function topicNames(): string[] {
  const view = text.value;
  const cluster = view?.session.clusterTopics.map(topic => topic.name) ?? [];
  const asked = view?.topology?.topics.map(topic => topic.name) ?? [];
  return [...new Set([...cluster, ...asked])].sort();
}
