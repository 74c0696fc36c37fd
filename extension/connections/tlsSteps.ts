import * as vscode from 'vscode';
import { choiceStep, onlyIf, textStep } from '../commands/quickInput.ts';
import type { Step } from '../commands/quickInput.ts';
import { plainText } from '../common/plainText.ts';
import type { Translate } from '../language/service/translate.ts';
import { valueQuestion } from './askSecrets.ts';
import type { SecurityDraft } from './securityDraft.ts';
import { storeProperties } from './tlsStores.ts';
import type { StoreKind } from './tlsStores.ts';

/** Whom to trust, and what to show: each a file, or none. */
export function tlsSteps(title: string, draft: SecurityDraft, applies: () => boolean, t: Translate): Step[] {
  return [
    storeStep(title, draft, 'truststore', applies, t),
    passwordStep(title, draft, 'ssl.truststore.password', applies, t),
    storeStep(title, draft, 'keystore', applies, t),
    passwordStep(title, draft, 'ssl.keystore.password', applies, t),
    passwordStep(title, draft, 'ssl.key.password', applies, t),
  ];
}

function storeStep(title: string, draft: SecurityDraft, kind: StoreKind, applies: () => boolean, t: Translate): Step {
  return onlyIf(applies, async position => {
    let file = false;
    const outcome = await choiceStep(
      {
        title,
        placeholder: kind === 'truststore' ? t('Who vouches for the brokers') : t('Client certificate'),
        choices: choices(draft.properties[`ssl.${kind}.location`], kind, t),
      },
      value => {
        file = value === 'file';
        if (value === 'none') clear(draft, kind);
      },
    )(position);
    if (outcome !== 'next' || !file) return outcome;
    return (await takeFiles(draft, kind, t)) ? 'next' : 'back';
  });
}

function choices(location: string | undefined, kind: StoreKind, t: Translate) {
  const none =
    kind === 'truststore'
      ? { label: t('The authorities this machine knows'), value: 'none' }
      : { label: t('None'), description: t('the broker does not ask for one'), value: 'none' };
  const file = {
    label: kind === 'truststore' ? t('A certificate file…') : t('Certificate and key from files…'),
    description: kind === 'truststore' ? t('PEM or PKCS#12') : t('PKCS#12, or PEM: one file with both, or two'),
    value: 'file',
  };
  const kept = { label: t('Keep as it is'), description: plainText(location ?? ''), value: 'keep' };
  return location === undefined ? [none, file] : [kept, none, file];
}

function clear(draft: SecurityDraft, kind: StoreKind): void {
  for (const part of ['properties', 'secrets'] as const)
    for (const key of Object.keys(draft[part]))
      if (key.startsWith(`ssl.${kind}.`) || (kind === 'keystore' && key === 'ssl.key.password'))
        delete draft[part][key];
}

async function takeFiles(draft: SecurityDraft, kind: StoreKind, t: Translate): Promise<boolean> {
  const chosen = await vscode.window.showOpenDialog({
    canSelectMany: kind === 'keystore',
    openLabel: t('Use'),
    filters: { [t('Certificates and keys')]: ['pem', 'crt', 'cer', 'key', 'p12', 'pfx'], [t('All files')]: ['*'] },
  });
  if (!chosen?.length) return false;
  const read = async (uri: vscode.Uri) => ({ path: uri.fsPath, bytes: await vscode.workspace.fs.readFile(uri) });
  const store = storeProperties(kind, await Promise.all(chosen.map(read)), t);
  if ('problem' in store) {
    await vscode.window.showErrorMessage(store.problem, { modal: true });
    return false;
  }
  clear(draft, kind);
  Object.assign(draft.properties, store.properties);
  Object.assign(draft.secrets, store.secrets);
  return true;
}

/** Of a file that was chosen just now and has one. */
function passwordStep(title: string, draft: SecurityDraft, key: string, applies: () => boolean, t: Translate): Step {
  return onlyIf(
    () => applies() && draft.secrets[key] !== undefined,
    position =>
      textStep({ ...valueQuestion(key, key === 'ssl.truststore.password', t), title }, answer => {
        if ('text' in answer) draft.secrets[key] = answer.text;
      })(position),
  );
}
