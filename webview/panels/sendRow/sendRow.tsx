import * as l10n from '@vscode/l10n';
import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { act, wire } from '../../state/actions.ts';
import { changeSend, form, host, saved, text } from '../../state/app.ts';
import { HostError } from '../../state/channel.ts';
import { recordOf } from '../../state/outgoing.ts';
import { count } from '../../text/format.ts';
import { loadText } from '../../text/header.ts';
import { sendProblem } from '../../text/transaction.ts';
import { Button } from '../../ui/button.tsx';
import { Codicon } from '../../ui/icon.tsx';
import { TextField } from '../../ui/textField.tsx';
import { useWidest } from '../../ui/useWidest.ts';
import { MoreFields } from './moreFields.tsx';
import { TopicField } from './topicField.tsx';
import { outcomeText } from './outcome.ts';
import { Where } from './where.tsx';

type Note = { readonly text: string; readonly tone: 'good' | 'failed' | 'late' } | null;

/** Topic, key, value, where the record will go, Send. Enter sends; the fields keep their text. */
export function SendRow({ fresh }: { readonly fresh: boolean }): VNode {
  const fields = saved.value.send;
  const [note, setNote] = useState<Note>(null);
  useEffect(() => setNote(null), [fields.topic, fields.key, fields.value, fields.partition]);
  if (host.value?.trusted === false) return <Restricted />;
  const send = (times: number) => void sendRecord(times, setNote);
  const labels = form.value !== 'narrow';
  const blocked = sendProblem(text.value?.session.transaction ?? null);
  return (
    <div
      class={`send-row ${fields.more ? 'more' : ''}`}
      data-group="send"
      role="group"
      aria-label={l10n.t('Send a record')}
    >
      <TopicField label={labels} onEnter={() => send(1)} />
      <span class="send-key">
        {labels && <span class="send-label">{l10n.t('Key')}</span>}
        <TextField
          label={l10n.t('Key')}
          value={fields.keyNull ? '' : fields.key}
          placeholder={fields.keyNull ? l10n.t('null') : l10n.t('empty')}
          disabled={fields.keyNull}
          onInput={key => changeSend({ key })}
          onEnter={() => send(1)}
        />
      </span>
      <span class="send-value">
        {labels && <span class="send-label">{l10n.t('Value')}</span>}
        <TextField
          label={l10n.t('Value')}
          class="payload"
          value={fields.valueNull ? '' : fields.value}
          placeholder={fields.valueNull ? l10n.t('null (deletes the key)') : l10n.t('empty')}
          disabled={fields.valueNull}
          onInput={value => changeSend({ value })}
          onEnter={() => send(1)}
        />
      </span>
      {note !== null ? (
        <OutcomeNote note={note} />
      ) : blocked === null ? (
        <Where fields={fields} />
      ) : (
        <OutcomeNote note={{ text: blocked, tone: 'late' }} />
      )}
      <span class="send-buttons">
        <Button
          icon="send"
          primary={fresh && blocked === null}
          onPress={() => send(1)}
          title={l10n.t('Send one record (Enter)')}
        >
          {l10n.t('Send')}
        </Button>
        <Button onPress={() => send(10)} title={l10n.t('Send it ten times')}>
          × {count(10)}
        </Button>
        <LoadButton />
      </span>
      {fields.more && form.value !== 'bottom' && <MoreFields />}
    </div>
  );
}

function OutcomeNote({ note }: { readonly note: NonNullable<Note> }): VNode {
  return (
    <span class={`where note ${note.tone}`} role="status" title={note.text}>
      {note.text}
    </span>
  );
}

function LoadButton(): VNode {
  const load = text.value?.session.load ?? null;
  const words = useRef<HTMLSpanElement>(null);
  useWidest(words, '.load-words', '--load-width');
  if (load === null) {
    const topic = saved.value.send.topic.trim();
    return (
      <Button
        icon="play"
        onPress={() => act({ kind: 'startLoad', topic })}
        title={l10n.t('Start a load on this topic')}
      >
        {l10n.t('Load…')}
      </Button>
    );
  }
  const { what, rest } = loadText(load);
  return (
    <Button icon="debug-stop" outlined onPress={() => act({ kind: 'stopLoad' })} title={l10n.t('Stop the load')}>
      <span ref={words} class="load">
        <span class="load-words">
          {what} <span class="load-rest">{rest}</span>
        </span>
      </span>
    </Button>
  );
}

function Restricted(): VNode {
  return (
    <div class="send-row restricted" data-group="send">
      <Codicon name="workspace-untrusted" />
      <span>{l10n.t('Sending is off in Restricted Mode.')}</span>
      <Button onPress={() => act({ kind: 'manageTrust' })}>{l10n.t('Manage Workspace Trust')}</Button>
    </div>
  );
}

async function sendRecord(times: number, setNote: (note: Note) => void): Promise<void> {
  const parsed = recordOf(saved.value.send);
  if ('error' in parsed) {
    setNote({ text: parsed.error, tone: 'failed' });
    return;
  }
  try {
    const reply = await wire().request<'send'>({ kind: 'send', record: parsed.record, times });
    setNote(outcomeText(reply));
  } catch (error) {
    const message = error instanceof HostError ? error.message : String(error);
    setNote({ text: l10n.t('Not sent: {0}', message), tone: 'failed' });
  }
}
