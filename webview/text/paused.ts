import * as l10n from '@vscode/l10n';
import type { StepAction, StepPreview } from '../../engine/snapshot/session.ts';
import { batchName, durationOrZero } from './format.ts';
import { short } from './rules/parts.ts';

/** What Step will do, said before it is pressed; a dry run that could not be said for sure is only named. */
export function stepText(preview: StepPreview | null): string {
  const said = (preview?.actions ?? []).map(actionText).filter(text => text !== null);
  const passes =
    preview !== null && preview.advancesMs >= 0.05 ? l10n.t('{0} pass', durationOrZero(preview.advancesMs)) : null;
  if (preview === null || (said.length === 0 && passes === null)) return l10n.t('Step: one Sender.runOnce.');
  const shown = said.slice(0, 2);
  if (said.length > 2) shown.push(l10n.t('{0} more', String(said.length - 2)));
  if (passes === null && shown.length > 0) return l10n.t('Step: runOnce {0}.', shown.join(', '));
  return l10n.t('Step: {0}.', [passes, ...shown].filter(text => text !== null).join(', '));
}

function actionText(action: StepAction): string | null {
  switch (action.kind) {
    case 'runOnce':
      return null;
    case 'lingerOver':
      return l10n.t('linger is over');
    case 'drain':
      return l10n.t(
        'drains {0} ({1}) to broker {2}',
        short(batchName(action.lane, action.batchId), 30),
        action.reason,
        String(action.node),
      );
    case 'connect':
      return l10n.t('connecting to broker {0} starts', String(action.node));
    case 'metadata': {
      const [topic] = action.topics;
      if (topic === undefined) return l10n.t('asks broker {0} for metadata', String(action.node));
      return l10n.t('asks broker {0} for metadata of {1}', String(action.node), short(topic, 24));
    }
    case 'transaction':
      return action.node === null
        ? l10n.t('sends {0}', action.api)
        : l10n.t('sends {0} to broker {1}', action.api, String(action.node));
    case 'producerId':
      return l10n.t('asks for a producer id');
    case 'drop':
      return l10n.t('drops {0} unsent', short(batchName(action.lane, action.batchId), 30));
    case 'expire':
      return l10n.t('gives up {0}', short(batchName(action.lane, action.batchId), 30));
    case 'answer':
      return l10n.t('takes the answer of broker {0}', String(action.node));
  }
}
