import * as vscode from 'vscode';
import { DisposableStore } from '../common/disposableStore.ts';
import { commands } from '../common/ids.ts';
import { plainText } from '../common/plainText.ts';
import { showError } from '../connections/connecting.ts';
import type { Services } from '../services.ts';
import { practiceId } from '../connections/profile.ts';

/** Says that a worker ended by itself, with what it means for the user's records, and offers to start again. */
export function reportCrashes(services: Services): vscode.Disposable {
  const store = new DisposableStore();
  const { sessions, practice, n, t } = services;
  const startAgain = (id: string) => ({
    title: t('Start Again'),
    run: () => vscode.commands.executeCommand(commands.connect, id),
  });
  store.addAll(
    sessions.onDidChangeState(state => {
      if (state.kind !== 'crashed') return;
      const { notAcked, neverSent, inFlight } = state.unfinished;
      const cause = plainText(state.cause, 600);
      const records =
        notAcked === 0
          ? t('Every record had been acknowledged.')
          : t(
              '{0} records were not acknowledged: {1} were never sent, {2} may be written.',
              n.count(notAcked),
              n.count(neverSent),
              n.count(inFlight),
            );
      void showError(services, t('The producer stopped: its worker ended. {0} Cause: {1}', records, cause), [
        startAgain(state.target.id),
      ]);
    }),
    practice.onDidChangeState(state => {
      if (state.kind !== 'crashed') return;
      const cause = plainText(state.cause, 600);
      const text = t('The practice cluster stopped: its worker ended. Its topics are gone. Cause: {0}', cause);
      void showError(services, text, [startAgain(practiceId)]);
    }),
  );
  return store;
}
