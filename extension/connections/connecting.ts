import * as vscode from 'vscode';
import { withLinks, withoutLinks } from '../common/commandLink.ts';
import type { CommandAction } from '../common/commandLink.ts';
import { commands } from '../common/ids.ts';
import { plainText } from '../common/plainText.ts';
import { settings } from '../common/settings.ts';
import type { Services } from '../services.ts';
import type { ConnectionTarget } from '../sessions/sessionState.ts';
import { gatherSecrets } from './askSecrets.ts';
import type { ConnectionProfile } from './profile.ts';
import { protocolOf } from './neededSecrets.ts';
import { checkProfile, practiceId } from './profile.ts';
import type { Properties } from './producerProperties.ts';
import { splitSecrets } from './secretKeys.ts';

/** How long Connect waits for the first answer; then, if something is known to fail, it is told. */
const firstLookMs = 3_000;
/** How long it waits when nothing is known to fail. The producer keeps trying after that. */
const patienceMs = 10_000;

/** Starts the practice cluster if it does not run; null when it could not, which the user has been told. */
export async function startPracticeCluster(services: Services): Promise<string | null> {
  const { practice, t } = services;
  try {
    const title = t('Starting the practice cluster…');
    return await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, () =>
      practice.start(settings.practice()),
    );
  } catch (error) {
    const reason = plainText(messageOf(error), 600);
    void showError(services, t('The practice cluster did not start: {0}', reason), [
      {
        title: t('Settings'),
        run: () => vscode.commands.executeCommand('workbench.action.openSettings', 'kafkaInspector.practice'),
      },
    ]);
    return null;
  }
}

/** Starts the practice cluster and a producer on it. */
export async function startAndConnectPractice(services: Services): Promise<boolean> {
  const bootstrapServers = await startPracticeCluster(services);
  if (bootstrapServers === null) return false;
  const { open, secrets } = splitSecrets(services.practice.clientProperties);
  return connectTo(services, services.connections.practiceTarget(bootstrapServers, open), secrets);
}

/** By id: `practice`, or a profile's name. */
export async function connectById(services: Services, id: string): Promise<boolean> {
  if (id === practiceId) return startAndConnectPractice(services);
  const { connections, t } = services;
  const profile = connections.find(id);
  if (!profile) {
    void showError(services, t("There is no connection '{0}'. Add it first.", plainText(id)), [
      { title: t('Add Connection…'), run: () => vscode.commands.executeCommand(commands.addConnection) },
    ]);
    return false;
  }
  if (Object.keys(splitSecrets(profile.properties).secrets).length > 0) {
    return (await moveSecrets(services, profile)) && connectById(services, id);
  }
  const target = connections.targetOf(profile);
  const problem = refusalOf(services, target, profile);
  if (problem !== null) {
    void showError(services, problem, problemActions(services, target).map(asButton));
    return false;
  }
  const secrets = await gatherSecrets(services, profile);
  return secrets !== null && connectTo(services, target, secrets);
}

/** A secret that was written into settings.json: moved to where secrets are kept, or not used. */
async function moveSecrets({ connections, vault, t }: Services, profile: ConnectionProfile): Promise<boolean> {
  const { open, secrets } = splitSecrets(profile.properties);
  const move = t('Move and Connect');
  const message = t(
    "The connection '{0}' has {1} in settings.json, where everybody can read it. It is not used from there.",
    plainText(profile.name),
    Object.keys(secrets).join(', '),
  );
  const detail = t(
    'Move it to the secret storage of VS Code. If the settings are synchronized or under version control, change the secret on the broker, too.',
  );
  if ((await vscode.window.showWarningMessage(message, { modal: true, detail }, move)) !== move) return false;
  const clean = { ...profile, properties: open };
  await vault.keep(clean, secrets);
  await connections.save(clean, profile.name);
  return true;
}

/** Connects, waits for the first answer of a broker, and says what is wrong when none comes. True while a producer runs. */
async function connectTo(services: Services, target: ConnectionTarget, secrets: Properties): Promise<boolean> {
  const { sessions, connections, t } = services;
  try {
    const title = t('Connecting to {0}…', plainText(target.name));
    const location = vscode.ProgressLocation.Notification;
    await vscode.window.withProgress({ location, title, cancellable: true }, async (_, token) => {
      // The user may lose patience before the worker answers: then it is ended at once.
      token.onCancellationRequested(() => void sessions.abandon());
      await sessions.connect(target, secrets);
      await connections.used(target.id);
      await untilConnected(services, token, firstLookMs);
      if (!(await noteTrouble(services))) await untilConnected(services, token, patienceMs - firstLookMs);
      if (!sessions.isConnected) await noteTrouble(services);
    });
  } catch (error) {
    // Cancelled, or ended by a crash, which is reported with its counts wherever it happens.
    if (sessions.state.kind === 'none' || sessions.state.kind === 'crashed') return false;
    const text = t('Could not connect to {0}. {1}', plainText(target.name), plainText(messageOf(error), 600));
    services.log.error(text);
    void vscode.window.showErrorMessage(withLinks(text, problemActions(services, target)));
    return false;
  }
  return reportConnection(services, target);
}

/** Why this target may not be connected at all, or null. */
function refusalOf({ t }: Services, target: ConnectionTarget, profile: ConnectionProfile): string | null {
  if (!vscode.workspace.isTrusted) {
    return t(
      'Connecting to {0} is off in Restricted Mode; the practice cluster works. Trust this workspace to connect.',
      plainText(target.name),
    );
  }
  const problem = checkProfile(profile, settings.producerProperties(), t);
  return problem === null ? null : t('Cannot connect to {0}. {1}', plainText(target.name), problem);
}

function reportConnection(services: Services, target: ConnectionTarget): boolean {
  const { sessions, t } = services;
  const { state } = sessions;
  if (state.kind !== 'running' || state.target.id !== target.id) return false;
  if (state.connected) return true;
  const address = plainText(target.bootstrapServers);
  const reason = state.trouble === null ? t('No broker answered.') : plainText(state.trouble, 600);
  const text = t('{0} does not answer at {1}. {2} The producer keeps trying.', plainText(target.name), address, reason);
  services.log.error(text);
  const actions = [
    { title: t('Open Inspector'), command: commands.openInspector },
    ...problemActions(services, target),
  ];
  void tellUntilConnected(services, target, withLinks(text, actions));
  return true;
}

/** A progress, as that is the one notification that can be taken away: it goes when a broker answers or this producer ends. */
async function tellUntilConnected({ sessions }: Services, { id }: ConnectionTarget, title: string): Promise<void> {
  const location = vscode.ProgressLocation.Notification;
  await vscode.window.withProgress({ location, title, cancellable: true }, async (_, token) => {
    token.onCancellationRequested(() => void sessions.disconnect(0));
    await until(sessions, token, ({ state }) => {
      return state.kind !== 'running' || state.target.id !== id || state.connected || state.closing;
    });
  });
}

/** Asks the producer what fails while it connects; true when something does. */
async function noteTrouble({ sessions, inspector, t }: Services): Promise<boolean> {
  if (sessions.state.kind !== 'running' || sessions.isConnected) return false;
  const late = new Promise<null>(resolve => setTimeout(resolve, 1_000, null));
  const error = (await Promise.race([inspector.peek(), late]))?.session.connectError;
  if (!error) return false;
  const { address, attempts } = error;
  const reason = plainText(error.reason, 600);
  const where = reason.includes(address) ? reason : `${plainText(address)}: ${reason}`;
  const tried = attempts === 1 ? t('Tried once.') : t('Tried {0} times.', attempts);
  sessions.setTrouble(`${/[.!?]$/.test(where) ? where : `${where}.`} ${tried}`);
  return true;
}

function untilConnected({ sessions }: Services, token: vscode.CancellationToken, limitMs: number): Promise<void> {
  return until(sessions, token, ({ state }) => state.kind !== 'running' || state.connected, limitMs);
}

/** Also ends when cancelled. */
function until(
  sessions: Services['sessions'],
  token: vscode.CancellationToken,
  isSo: (sessions: Services['sessions']) => boolean,
  limitMs?: number,
): Promise<void> {
  return new Promise(resolve => {
    const timer = limitMs === undefined ? undefined : setTimeout(finish, limitMs);
    const listeners = [sessions.onDidChangeState(check), token.onCancellationRequested(finish)];
    check();
    function check(): void {
      if (isSo(sessions)) finish();
    }
    function finish(): void {
      clearTimeout(timer);
      for (const listener of listeners) listener.dispose();
      resolve();
    }
  });
}

/**
 * For what needs a producer: when none runs, says so and offers the two ways to one, then goes on. False when the user
 * declined, or it did not work and was told.
 */
export async function ensureSession(services: Services, purpose: string): Promise<boolean> {
  const { sessions, t } = services;
  if (sessions.state.kind === 'running' && !sessions.state.closing) return true;
  const practice = t('Start Practice Cluster');
  const connect = t('Connect…');
  const message = t(
    '{0} needs a connection. The practice cluster is Kafka inside VS Code, with nothing to install.',
    purpose,
  );
  const choice = await vscode.window.showWarningMessage(message, practice, connect);
  if (choice === practice) return startAndConnectPractice(services);
  if (choice !== connect) return false;
  return (await vscode.commands.executeCommand<boolean>(commands.connect)) === true;
}

export interface MessageAction {
  readonly title: string;
  readonly run: () => unknown;
}

/** An error with buttons; Show Output is among them where there is room to read them. */
export async function showError(
  services: Services,
  text: string,
  actions: readonly MessageAction[] = [],
): Promise<void> {
  services.log.error(text);
  const output = { title: services.t('Show Output'), run: () => services.log.show(true) };
  const all = actions.length < 3 ? [...actions, output] : actions;
  const chosen = await vscode.window.showErrorMessage(withoutLinks(text), ...all.map(action => action.title));
  await all.find(action => action.title === chosen)?.run();
}

function problemActions({ t }: Services, target: ConnectionTarget): CommandAction[] {
  if (target.id === practiceId) return [];
  if (!vscode.workspace.isTrusted) {
    return [{ title: t('Manage Workspace Trust'), command: 'workbench.trust.manage' }];
  }
  const edit = { title: t('Edit Connection'), command: commands.editConnection, argument: target.id };
  if (!usesSecrets(target)) return [edit];
  return [{ title: t('Change Secrets…'), command: commands.changeSecrets, argument: target.id }, edit];
}

function usesSecrets({ properties }: ConnectionTarget): boolean {
  return protocolOf(properties) !== 'PLAINTEXT';
}

function asButton({ title, command, argument }: CommandAction): MessageAction {
  const given = argument === undefined ? [] : [argument];
  return { title, run: () => vscode.commands.executeCommand(command, ...given) };
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
