import * as l10n from '@vscode/l10n';
import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { wire } from '../../state/actions.ts';
import { rates } from '../../state/app.ts';
import { recordOf } from '../../state/outgoing.ts';
import type { SendFields } from '../../state/saved.ts';
import type { PageReply } from '../../protocol/messages.ts';
import { bytes } from '../../text/format.ts';
import { Codicon } from '../../ui/icon.tsx';

type Prediction = Extract<PageReply, { kind: 'predict' }>['where'];

const TYPING_MS = 200;

/** Where the record would go if it were sent now, as the producer's own partitioner says. */
export function Where({ fields }: { readonly fields: SendFields }): VNode {
  const [where, setWhere] = useState<Prediction | null>(null);
  const parsed = recordOf(fields);
  const question = 'record' in parsed ? JSON.stringify(parsed.record) : '';
  // A sticky partition moves on as bytes go out, so the answer is asked for again, twice a second, while records are sent.
  const sent = rates.value?.session.totals.sent ?? 0;
  const version = rates.value?.topology?.version ?? 0;
  useEffect(() => {
    if (!('record' in parsed)) return;
    let current = true;
    const { record } = parsed;
    const timer = setTimeout(
      () =>
        void wire()
          .request<'predict'>({ kind: 'predict', record })
          .then(reply => {
            if (current) setWhere(reply.where);
          })
          .catch(() => {
            if (current) setWhere(null);
          }),
      where === null ? 0 : TYPING_MS,
    );
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [question, version, where?.kind === 'sticky' ? sent : 0]);
  if ('error' in parsed) {
    return (
      <span class="where note failed" title={parsed.error}>
        {fields.topic.trim() === '' ? '' : parsed.error}
      </span>
    );
  }
  if (where === null) return <span class="where" />;
  const { name, how } = words(where, parsed.record.topic);
  return (
    <span class="where" title={`${name} ${how}`}>
      <Codicon name="arrow-right" />
      <b>{name}</b>
      <span class="how">{how}</span>
    </span>
  );
}

function chosenBy(by: Extract<Prediction, { kind: 'partition' }>['by']): string {
  switch (by) {
    case 'keyHash':
      return l10n.t('key hash');
    case 'roundRobin':
      return l10n.t('round robin');
    case 'explicit':
      return l10n.t('chosen by you');
  }
}

function words(where: Prediction, topic: string): { name: string; how: string } {
  switch (where.kind) {
    case 'partition':
      return {
        name: `${topic}-${where.partition}`,
        how: chosenBy(where.by),
      };
    case 'sticky': {
      const limit = bytes(where.batchSizeBytes);
      const filled = bytes(where.producedBytes);
      const unit = limit.split('\u202f')[1];
      const short = filled.endsWith(`\u202f${unit}`) ? filled.slice(0, -1 - (unit?.length ?? 0)) : filled;
      return { name: `${topic}-${where.partition}`, how: l10n.t('sticky, {0} of {1}', short, limit) };
    }
    case 'unknownTopic':
      return { name: `${topic}-?`, how: l10n.t('asked at the first send') };
  }
}
