import { choiceStep, onlyIf, textStep } from '../commands/quickInput.ts';
import type { Step } from '../commands/quickInput.ts';
import type { Translate } from '../language/service/translate.ts';
import { passwordQuestion, userQuestion, valueQuestion } from './askSecrets.ts';
import { clientSecretKey, jaasConfigOf, jaasKey, mechanismNamed, mechanisms } from './loginModules.ts';
import type { Mechanism } from './loginModules.ts';
import { protocolOf } from './neededSecrets.ts';
import type { SecurityDraft } from './securityDraft.ts';
import { tlsSteps } from './tlsSteps.ts';

const tokenEndpointKey = 'sasl.oauthbearer.token.endpoint.url';
const clientIdKey = 'sasl.oauthbearer.client.credentials.client.id';
const scopeKey = 'sasl.oauthbearer.scope';
const mechanismKey = 'sasl.mechanism';

/** Protocol, mechanism, user, password, certificates: what the protocol needs and nothing else. */
export function securitySteps(
  title: string,
  draft: SecurityDraft,
  {
    t,
    importFile,
    keepsLogin,
  }: { t: Translate; importFile: () => Promise<boolean>; keepsLogin: () => Promise<boolean> },
): Step[] {
  const protocol = () => protocolOf(draft.properties);
  let imported = false;
  const asks = () => !imported;
  const usesSasl = () => asks() && protocol().startsWith('SASL');
  const usesTls = () => asks() && protocol().endsWith('SSL');
  const mechanism = () => mechanismNamed(draft.properties[mechanismKey]);
  return [
    async position => {
      let chosen = '';
      const step = choiceStep(
        { title, placeholder: t('Security of the listener'), choices: protocolChoices(t) },
        value => {
          chosen = value;
        },
      );
      const outcome = await step(position);
      if (outcome !== 'next') return outcome;
      imported = chosen === 'import';
      if (imported) return (await importFile()) ? 'next' : 'back';
      draft.properties['security.protocol'] = chosen;
      leaveOut(draft, chosen);
      return 'next';
    },
    onlyIf(usesSasl, position =>
      choiceStep(
        { title, placeholder: t('SASL mechanism'), choices: mechanismChoices(t) },
        value => (draft.properties[mechanismKey] = value),
      )(position),
    ),
    ...loginSteps(title, draft, () => (usesSasl() ? mechanism() : null), keepsLogin, t),
    ...oauthSteps(title, draft, () => usesSasl() && mechanism() === 'OAUTHBEARER', t),
    ...tlsSteps(title, draft, usesTls, t),
  ];
}

function loginSteps(
  title: string,
  draft: SecurityDraft,
  mechanism: () => Mechanism | null,
  keepsLogin: () => Promise<boolean>,
  t: Translate,
): Step[] {
  let user = '';
  let keeps = false;
  const takesPassword = () => mechanism() !== null && mechanism() !== 'OAUTHBEARER';
  return [
    onlyIf(takesPassword, async position => {
      const isKept = await keepsLogin();
      const question = userQuestion(t);
      const prompt = isKept
        ? t('User name (SASL). Leave it empty to keep user and password as they are.')
        : question.prompt;
      const check = (text: string): string | null => (isKept && text === '' ? null : question.check(text));
      return textStep({ ...question, title, prompt, check, value: user }, answer => {
        user = 'text' in answer ? answer.text.trim() : '';
        keeps = isKept && user === '';
      })(position);
    }),
    onlyIf(
      () => takesPassword() && !keeps,
      position =>
        textStep({ ...passwordQuestion(t), title }, answer => {
          const chosen = mechanism();
          if (chosen !== null && chosen !== 'OAUTHBEARER' && 'text' in answer)
            draft.secrets[jaasKey] = jaasConfigOf(chosen, user, answer.text);
        })(position),
    ),
  ];
}

function oauthSteps(title: string, draft: SecurityDraft, applies: () => boolean, t: Translate): Step[] {
  const property = (key: string, prompt: string, optional: boolean): Step =>
    onlyIf(applies, position =>
      textStep(
        {
          title,
          prompt,
          value: draft.properties[key] ?? '',
          check: text => (text.trim() === '' && !optional ? t('Enter {0}.', key) : null),
        },
        answer => {
          const text = 'text' in answer ? answer.text.trim() : '';
          if (text === '') delete draft.properties[key];
          else draft.properties[key] = text;
        },
      )(position),
    );
  return [
    property(tokenEndpointKey, t('Where tokens are fetched: the https:// address of the token endpoint.'), false),
    property(clientIdKey, t('Client id.'), false),
    onlyIf(applies, position =>
      textStep({ ...valueQuestion(clientSecretKey, false, t), title }, answer => {
        if ('text' in answer) draft.secrets[clientSecretKey] = answer.text;
      })(position),
    ),
    property(scopeKey, t('Scope, or nothing.'), true),
  ];
}

/** Keys of what the protocol does not use would be passed over; they are not kept. */
function leaveOut(draft: SecurityDraft, protocol: string): void {
  for (const part of ['properties', 'secrets'] as const)
    for (const key of Object.keys(draft[part]))
      if (
        (key.startsWith('sasl.') && !protocol.startsWith('SASL')) ||
        (key.startsWith('ssl.') && !protocol.endsWith('SSL'))
      )
        delete draft[part][key];
  if (protocol === 'PLAINTEXT') delete draft.properties['security.protocol'];
}

function protocolChoices(t: Translate) {
  return [
    {
      label: 'PLAINTEXT',
      description: t('no encryption, no login: the usual one on this machine'),
      value: 'PLAINTEXT',
    },
    { label: 'SASL_SSL', description: t('encrypted, with a login: the usual one of a cloud'), value: 'SASL_SSL' },
    { label: 'SSL', description: t('encrypted; a client certificate where the broker wants one'), value: 'SSL' },
    { label: 'SASL_PLAINTEXT', description: t('a login, but nothing is encrypted'), value: 'SASL_PLAINTEXT' },
    {
      label: t('Import a .properties file…'),
      description: t('its secrets go to the secret storage'),
      value: 'import',
    },
  ];
}

function mechanismChoices(t: Translate) {
  const descriptions: Readonly<Record<Mechanism, string>> = {
    'SCRAM-SHA-512': t('user and password; the password is never sent'),
    'SCRAM-SHA-256': t('user and password; the password is never sent'),
    PLAIN: t('user and password, or API key and secret; the password is sent, so it needs SASL_SSL'),
    OAUTHBEARER: t('a token, fetched with client id and secret'),
  };
  return mechanisms.map(value => ({ label: value, description: descriptions[value], value }));
}
