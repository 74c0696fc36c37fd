import { askText } from '../commands/quickInput.ts';
import type { Answer, TextQuestion } from '../commands/quickInput.ts';
import { plainText } from '../common/plainText.ts';
import type { Translate } from '../language/service/translate.ts';
import type { Services } from '../services.ts';
import { jaasConfigOf, jaasKey } from './loginModules.ts';
import { protocolOf, secretsOf } from './neededSecrets.ts';
import type { SecretQuestion } from './neededSecrets.ts';
import type { ConnectionProfile } from './profile.ts';
import type { Properties } from './producerProperties.ts';

/** The profile's secrets: what is kept, and what the user is asked for, once. Null when the user closed a question. */
export async function gatherSecrets(services: Services, profile: ConnectionProfile): Promise<Properties | null> {
  const { secrets, questions } = await secretsOf(services.vault, profile);
  const given = questions.length === 0 ? {} : await askSecrets(services, profile, questions);
  if (given === null) return null;
  if (questions.length > 0) await services.vault.keep(profile, given);
  // An empty one says that there is none, so that it is not asked for each time.
  return Object.fromEntries(Object.entries({ ...secrets, ...given }).filter(([, value]) => value !== ''));
}

/** Every question, one after the other; the title says for which cluster. Null when the user closed one. */
export async function askSecrets(
  { t }: Services,
  profile: ConnectionProfile,
  questions: readonly SecretQuestion[],
): Promise<Properties | null> {
  const title = t(
    '{0}: {1} at {2}',
    plainText(profile.name),
    protocolOf(profile.properties),
    plainText(profile.bootstrapServers, 80),
  );
  const given: Record<string, string> = {};
  for (const question of questions) {
    const value = question.kind === 'login' ? await askLogin(title, question, t) : await askValue(title, question, t);
    if (value === null) return null;
    given[question.kind === 'login' ? jaasKey : question.key] = value;
  }
  return given;
}

async function askLogin(
  title: string,
  { mechanism }: SecretQuestion & { kind: 'login' },
  t: Translate,
): Promise<string | null> {
  let user = '';
  for (;;) {
    const name = await answerOf({ ...userQuestion(t), title, step: 1, steps: 2, value: user });
    if (name.kind !== 'value') return null;
    user = name.value.trim();
    const password = await answerOf({ ...passwordQuestion(t), title, step: 2, steps: 2 });
    if (password.kind === 'value') return jaasConfigOf(mechanism, user, password.value);
    if (password.kind === 'closed') return null;
  }
}

export function userQuestion(t: Translate) {
  const check = (text: string): string | null => (text.trim() === '' ? t('Enter the user name.') : null);
  return { prompt: t('User name (SASL).'), placeholder: t('alice'), check };
}

export function passwordQuestion(t: Translate) {
  const check = (text: string): string | null => (text === '' ? t('Enter the password.') : null);
  return {
    prompt: t('Password. It is kept in the secret storage of VS Code, never in settings.'),
    check,
    secret: true,
  };
}

async function askValue(
  title: string,
  { key, optional }: SecretQuestion & { kind: 'value' },
  t: Translate,
): Promise<string | null> {
  const answer = await answerOf({ ...valueQuestion(key, optional, t), title, step: 1, steps: 1 });
  return answer.kind === 'value' ? answer.value : null;
}

export function valueQuestion(key: string, optional: boolean, t: Translate) {
  const prompt = optional
    ? t('{0}, or nothing if there is none. It is kept in the secret storage of VS Code.', key)
    : t('{0}. It is kept in the secret storage of VS Code, never in settings.', key);
  const check = (text: string): string | null => (text === '' && !optional ? t('Enter {0}.', key) : null);
  return { prompt, check, secret: true };
}

async function answerOf(question: TextQuestion): Promise<Answer<string>> {
  const answer = await askText(question);
  if (answer.kind !== 'value') return answer;
  return { kind: 'value', value: 'text' in answer.value ? answer.value.text : '' };
}
