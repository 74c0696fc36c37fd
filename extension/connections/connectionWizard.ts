import * as vscode from 'vscode';
import { parsePropertiesFile } from '../../engine/config/propertiesFile.ts';
import { choiceStep, onlyIf, runSteps, textStep } from '../commands/quickInput.ts';
import type { TextAnswer } from '../commands/quickInput.ts';
import { plainText } from '../common/plainText.ts';
import type { Translate } from '../language/service/translate.ts';
import type { Services } from '../services.ts';
import { messageOf } from './connecting.ts';
import { parseBootstrapServers } from './bootstrapServers.ts';
import type { ConnectionProfile } from './profile.ts';
import { checkName } from './profile.ts';
import {
  checkProperties,
  formatInlineProperties,
  importProperties,
  parseInlineProperties,
  splitSecurity,
} from './producerProperties.ts';
import type { ImportedProperties, Properties } from './producerProperties.ts';
import { jaasKey } from './loginModules.ts';
import { splitSecrets } from './secretKeys.ts';
import { securitySteps } from './securitySteps.ts';
import type { SecurityDraft } from './securityDraft.ts';

/** A properties file is a page of text; what is larger is something else. */
const fileLimitBytes = 1_048_576;

/** Name, bootstrap servers, security, properties: adds a connection, or edits `existing`. Null when the user closed it. */
export async function editProfile(
  services: Services,
  existing: ConnectionProfile | null,
): Promise<ConnectionProfile | null> {
  const { connections, vault, t } = services;
  const title = existing ? t("Edit Connection '{0}'", existing.name) : t('Add Connection');
  const taken = connections.profiles.map(profile => profile.name).filter(name => name !== existing?.name);
  const draft = { name: existing?.name ?? '', bootstrapServers: existing?.bootstrapServers ?? '' };
  const { security, producer } = splitSecurity(splitSecrets(existing?.properties ?? {}).open);
  const secured: SecurityDraft = { properties: { ...security }, secrets: {} };
  let properties: Properties = producer;
  let how: 'keep' | 'type' = 'keep';
  const profileNow = (): ConnectionProfile => ({ ...draft, properties: { ...properties, ...secured.properties } });

  const finished = await runSteps([
    textStep(
      {
        title,
        prompt: t('A name for the connection, as you call the cluster.'),
        placeholder: t('staging'),
        value: draft.name,
        check: text => checkName(text, taken, t),
      },
      answer => (draft.name = textOf(answer).trim()),
    ),
    textStep(
      {
        title,
        prompt: t('Bootstrap servers: one or more brokers as host:port, with commas between.'),
        placeholder: 'localhost:9092',
        value: draft.bootstrapServers,
        check: text => problemOf(parseBootstrapServers(text, t)),
      },
      answer => {
        const parsed = parseBootstrapServers(textOf(answer), t);
        if (parsed.ok) draft.bootstrapServers = parsed.text;
      },
    ),
    ...securitySteps(title, secured, {
      t,
      importFile: async () => {
        const imported = await importFile(services);
        if (!imported) return false;
        const split = splitSecurity(imported.properties);
        Object.assign(secured, { properties: { ...split.security }, secrets: { ...imported.secrets } });
        properties = split.producer;
        return true;
      },
      // What was given for another place is not kept, whatever the profile is called.
      keepsLogin: async () =>
        existing !== null &&
        existing.properties['sasl.mechanism'] === secured.properties['sasl.mechanism'] &&
        (await vault.read({ ...profileNow(), name: existing.name }))[jaasKey] !== undefined,
    }),
    position =>
      choiceStep(
        { title, placeholder: t('Producer properties'), choices: propertyChoices(properties, t) },
        value => (how = value),
      )(position),
    onlyIf(
      () => how === 'type',
      position =>
        textStep(
          {
            title,
            prompt: t("Producer properties by Java's names, with commas between."),
            placeholder: 'acks=all, linger.ms=5',
            value: formatInlineProperties(properties),
            check: text => {
              const parsed = parseInlineProperties(text, t);
              return 'message' in parsed ? parsed.message : null;
            },
          },
          answer => {
            const parsed = parseInlineProperties(textOf(answer), t);
            if ('properties' in parsed) properties = parsed.properties;
          },
        )(position),
    ),
  ]);
  if (!finished) return null;
  const profile = profileNow();
  await connections.save(profile, existing?.name ?? null);
  if (Object.keys(secured.secrets).length > 0) await vault.keep(profile, secured.secrets);
  return profile;
}

function propertyChoices(properties: Properties, t: Translate) {
  const count = Object.keys(properties).length;
  const keep =
    count === 0
      ? { label: t("Kafka's defaults"), description: t('no properties of its own') }
      : { label: t('Keep as they are'), description: plainText(formatInlineProperties(properties)) };
  return [
    { ...keep, value: 'keep' as const },
    { label: t('Type properties…'), description: 'acks=all, linger.ms=5', value: 'type' as const },
  ];
}

/** Reads the file as text, shows what would be taken and what not, and takes it when the user agrees. */
async function importFile({ t }: Services): Promise<ImportedProperties | null> {
  const chosen = await vscode.window.showOpenDialog({
    canSelectMany: false,
    openLabel: t('Import'),
    filters: { [t('Properties files')]: ['properties', 'config', 'conf'], [t('All files')]: ['*'] },
  });
  const uri = chosen?.[0];
  if (!uri) return null;
  const refuse = async (message: string): Promise<null> => {
    await vscode.window.showErrorMessage(message, { modal: true });
    return null;
  };
  const { size } = await vscode.workspace.fs.stat(uri);
  if (size > fileLimitBytes) return refuse(t('The file has {0} bytes; {1} is the limit.', size, fileLimitBytes));
  const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  let entries: ReadonlyMap<string, string>;
  try {
    entries = parsePropertiesFile(text);
  } catch (error) {
    return refuse(plainText(messageOf(error), 600));
  }
  const imported = importProperties(entries, t);
  const { properties, secrets, leftOut } = imported;
  const problem = checkProperties(properties, t);
  if (problem !== null) return refuse(problem);
  const lines = [
    ...Object.entries(properties).map(([key, value]) => `${plainText(key)} = ${plainText(value)}`),
    ...Object.keys(secrets).map(key => t('{0}: to the secret storage', plainText(key))),
    ...leftOut.map(({ key, reason }) => t('left out: {0} ({1})', plainText(key), reason)),
  ];
  if (lines.length === leftOut.length) return refuse([t('Nothing in this file can be taken.'), ...lines].join('\n'));
  const take = t('Take These');
  const options = { modal: true, detail: lines.slice(0, 60).join('\n') };
  const answer = await vscode.window.showInformationMessage(t('Properties to be taken from the file:'), options, take);
  return answer === take ? imported : null;
}

function textOf(answer: TextAnswer): string {
  return 'text' in answer ? answer.text : '';
}

function problemOf(parsed: ReturnType<typeof parseBootstrapServers>): string | null {
  return parsed.ok ? null : parsed.message;
}
