import * as vscode from 'vscode';
import { withoutIcons } from '../common/plainText.ts';
import { connectById, showError } from '../connections/connecting.ts';
import { editProfile } from '../connections/connectionWizard.ts';
import { practiceId } from '../connections/profile.ts';
import type { Services } from '../services.ts';
import { askChoice } from './quickInput.ts';
import type { Choice } from './quickInput.ts';

/** `argument`: a connection's id, a tree item with one, or nothing to choose from the list. True while a producer runs. */
export async function connect(services: Services, argument: unknown): Promise<boolean> {
  const id = idOf(argument) ?? (await chooseConnection(services));
  return id !== null && connectById(services, id);
}

export async function disconnect(services: Services): Promise<void> {
  const { sessions, n, t } = services;
  const options = { location: vscode.ProgressLocation.Notification, cancellable: true, title: t('Disconnecting…') };
  const { unfinishedRecords } = await vscode.window.withProgress(options, (progress, token) => {
    progress.report({ message: t('waiting for records on the way. Cancel ends them now.') });
    token.onCancellationRequested(() => void sessions.abandon());
    return sessions.disconnect();
  });
  if (unfinishedRecords === 0) return;
  const count = n.count(unfinishedRecords);
  void vscode.window.showWarningMessage(
    t('Disconnected. {0} records were not acknowledged; those in flight may be written.', count),
  );
}

export async function addConnection(services: Services): Promise<void> {
  const saved = await editProfile(services, null);
  if (!saved) return;
  const { t } = services;
  const connectNow = t('Connect');
  const choice = await vscode.window.showInformationMessage(t("Connection '{0}' is saved.", saved.name), connectNow);
  if (choice === connectNow) await connectById(services, saved.name);
}

export async function editConnection(services: Services, argument: unknown): Promise<void> {
  const name = idOf(argument) ?? (await chooseProfile(services, services.t('Edit Connection')));
  if (name === null) return;
  const profile = services.connections.find(name);
  const { t } = services;
  if (!profile) return showError(services, t("There is no connection '{0}' to edit.", withoutIcons(name)));
  const saved = await editProfile(services, profile);
  const { state } = services.sessions;
  const isActive = saved !== null && 'target' in state && state.target.id === profile.name && state.kind !== 'crashed';
  if (!isActive) return;
  const again = t('Connect Again');
  const choice = await vscode.window.showInformationMessage(
    t("'{0}' is saved. The running producer keeps its old settings until it connects again.", saved.name),
    again,
  );
  if (choice === again) await connectById(services, saved.name);
}

export async function removeConnection(services: Services, argument: unknown): Promise<void> {
  const { connections, sessions, t } = services;
  const name = idOf(argument) ?? (await chooseProfile(services, t('Remove Connection')));
  if (name === null || !connections.find(name)) return;
  const remove = t('Remove');
  const message = t("Remove the connection '{0}'?", withoutIcons(name));
  const detail = t('Its entry in your settings and its secrets are removed. Topics and records stay as they are.');
  if ((await vscode.window.showWarningMessage(message, { modal: true, detail }, remove)) !== remove) return;
  const { state } = sessions;
  if ('target' in state && state.target.id === name) await sessions.disconnect();
  await connections.remove(name);
}

async function chooseConnection(services: Services): Promise<string | null> {
  const { connections, practice, t } = services;
  const bootstrap = practice.state.kind === 'running' ? practice.state.bootstrapServers : t('starts when chosen');
  const add = Symbol('add');
  const choices: Choice<string | typeof add>[] = [
    { label: `$(mortar-board) ${t('Practice cluster')}`, description: bootstrap, value: practiceId },
    ...connections.profiles.map(profile => ({
      label: `$(server) ${withoutIcons(profile.name)}`,
      description: withoutIcons(profile.bootstrapServers),
      value: profile.name,
    })),
    { label: `$(add) ${t('Add Connection…')}`, value: add, alwaysShow: true },
  ];
  const answer = await askChoice({
    title: t('Connect'),
    step: 1,
    steps: 1,
    placeholder: t('Where to connect'),
    choices,
  });
  if (answer.kind !== 'value') return null;
  if (answer.value !== add) return answer.value as string;
  return (await editProfile(services, null))?.name ?? null;
}

export async function chooseProfile({ connections, t }: Services, title: string): Promise<string | null> {
  const choices = connections.profiles.map(profile => ({
    label: withoutIcons(profile.name),
    description: withoutIcons(profile.bootstrapServers),
    value: profile.name,
  }));
  if (choices.length === 0) {
    void vscode.window.showInformationMessage(t('There is no connection yet. The practice cluster is always there.'));
    return null;
  }
  const answer = await askChoice({ title, step: 1, steps: 1, placeholder: t('Which connection'), choices });
  return answer.kind === 'value' ? answer.value : null;
}

export function idOf(argument: unknown): string | null {
  if (typeof argument === 'string') return argument;
  if (typeof argument !== 'object' || argument === null || !('connectionId' in argument)) return null;
  return typeof argument.connectionId === 'string' ? argument.connectionId : null;
}
