import * as l10n from '@vscode/l10n';
import type { VNode } from 'preact';
import { changeSend, saved } from '../../state/app.ts';
import { Checkbox } from '../../ui/checkbox.tsx';
import { TextField } from '../../ui/textField.tsx';

/** The second row: headers, partition, timestamp, null. */
export function MoreFields(): VNode {
  const fields = saved.value.send;
  return (
    <span class="send-more">
      <span class="send-label">{l10n.t('Headers')}</span>
      <TextField
        label={l10n.t('Headers')}
        class="headers"
        value={fields.headers}
        placeholder="trace=1, source=web"
        onInput={headers => changeSend({ headers })}
      />
      <span class="send-label">{l10n.t('Partition')}</span>
      <TextField
        label={l10n.t('Partition')}
        class="number"
        value={fields.partition}
        placeholder={l10n.t('by key')}
        onInput={partition => changeSend({ partition })}
      />
      <span class="send-label">{l10n.t('Timestamp')}</span>
      <TextField
        label={l10n.t('Timestamp, milliseconds since 1970')}
        class="number wide"
        value={fields.timestamp}
        placeholder={l10n.t('now')}
        onInput={timestamp => changeSend({ timestamp })}
      />
      <Checkbox checked={fields.keyNull} onChange={keyNull => changeSend({ keyNull })}>
        {l10n.t('Null key')}
      </Checkbox>
      <Checkbox checked={fields.valueNull} onChange={valueNull => changeSend({ valueNull })}>
        {l10n.t('Null value')}
      </Checkbox>
    </span>
  );
}
