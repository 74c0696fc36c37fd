import * as vscode from 'vscode';

/** How a step was left: with an answer, by the back button, or closed. */
export type Answer<T> =
  { readonly kind: 'value'; readonly value: T } | { readonly kind: 'back' } | { readonly kind: 'closed' };

export interface StepPosition {
  readonly title: string;
  readonly step: number;
  readonly steps: number;
}

export interface TextQuestion extends StepPosition {
  readonly prompt: string;
  readonly placeholder?: string;
  readonly value?: string;
  /** Shown as dots. */
  readonly secret?: boolean;
  /** Why the text cannot be taken, or null. */
  readonly check?: (text: string) => string | null;
  /** Buttons beside the input that answer in its place. */
  readonly buttons?: readonly { readonly icon: string; readonly tooltip: string; readonly id: string }[];
}

export type TextAnswer = { readonly text: string } | { readonly button: string };

export function askText(question: TextQuestion): Promise<Answer<TextAnswer>> {
  const input = vscode.window.createInputBox();
  input.title = question.title;
  input.step = question.step;
  input.totalSteps = question.steps;
  input.prompt = question.prompt;
  input.placeholder = question.placeholder;
  input.value = question.value ?? '';
  input.password = question.secret ?? false;
  input.ignoreFocusOut = true;
  const own = (question.buttons ?? []).map(({ icon, tooltip, id }) => ({
    iconPath: new vscode.ThemeIcon(icon),
    tooltip,
    id,
  }));
  input.buttons = [...(question.step > 1 ? [vscode.QuickInputButtons.Back] : []), ...own];
  return new Promise(resolve => {
    const problem = (): string | null => question.check?.(input.value) ?? null;
    const finish = (answer: Answer<TextAnswer>): void => {
      resolve(answer);
      input.dispose();
    };
    // Not while the text is empty: nobody has made a mistake yet.
    input.onDidChangeValue(() => (input.validationMessage = input.value === '' ? undefined : (problem() ?? undefined)));
    input.onDidAccept(() => {
      const message = problem();
      if (message === null) finish({ kind: 'value', value: { text: input.value } });
      else input.validationMessage = message;
    });
    input.onDidTriggerButton(button => {
      const pressed = own.find(candidate => candidate === button);
      finish(pressed ? { kind: 'value', value: { button: pressed.id } } : { kind: 'back' });
    });
    // After an answer this changes nothing: a promise settles once.
    input.onDidHide(() => finish({ kind: 'closed' }));
    input.show();
  });
}

export interface Choice<T> extends vscode.QuickPickItem {
  readonly value: T;
}

export interface ChoiceQuestion<T> extends StepPosition {
  readonly placeholder: string;
  readonly choices: readonly Choice<T>[];
  /** A choice made of the text typed so far, for names that are not in the list. */
  readonly typed?: (text: string) => Choice<T> | null;
}

export function askChoice<T>(question: ChoiceQuestion<T>): Promise<Answer<T>> {
  const pick = vscode.window.createQuickPick<Choice<T>>();
  pick.title = question.title;
  pick.step = question.step;
  pick.totalSteps = question.steps;
  pick.placeholder = question.placeholder;
  pick.items = question.choices;
  pick.matchOnDescription = true;
  pick.ignoreFocusOut = true;
  pick.buttons = question.step > 1 ? [vscode.QuickInputButtons.Back] : [];
  return new Promise(resolve => {
    const finish = (answer: Answer<T>): void => {
      resolve(answer);
      pick.dispose();
    };
    pick.onDidChangeValue(text => {
      const typed = text.trim() === '' ? null : (question.typed?.(text.trim()) ?? null);
      pick.items = typed ? [...question.choices, { ...typed, alwaysShow: true }] : question.choices;
    });
    pick.onDidAccept(() => {
      const chosen = pick.activeItems[0];
      if (chosen) finish({ kind: 'value', value: chosen.value });
    });
    pick.onDidTriggerButton(() => finish({ kind: 'back' }));
    pick.onDidHide(() => finish({ kind: 'closed' }));
    pick.show();
  });
}

type AskStep = (position: { readonly step: number; readonly steps: number }) => Promise<'next' | 'back' | 'closed'>;

/** One step of a sequence; it keeps its answer itself. `applies`: whether it is asked after the answers so far. */
export type Step = AskStep & { readonly applies?: () => boolean };

export function onlyIf(applies: () => boolean, ask: AskStep): Step {
  return Object.assign((position: Parameters<AskStep>[0]) => ask(position), { applies });
}

/** Runs the steps, forward and back. False when the user closed one. */
export async function runSteps(steps: readonly Step[]): Promise<boolean> {
  const asked: Step[] = [];
  for (;;) {
    const applying = steps.filter(step => step.applies?.() ?? true);
    const place = asked.length;
    const step = applying[place];
    if (!step) return true;
    const outcome = await step({ step: place + 1, steps: applying.length });
    if (outcome === 'closed') return false;
    if (outcome === 'next') asked.push(step);
    else if (asked.pop() === undefined) return false;
  }
}

/** The common step: one text, kept by `keep`. */
export function textStep(question: Omit<TextQuestion, 'step' | 'steps'>, keep: (answer: TextAnswer) => void): Step {
  return async position => {
    const answer = await askText({ ...question, ...position });
    if (answer.kind === 'value') keep(answer.value);
    return answer.kind === 'value' ? 'next' : answer.kind;
  };
}

export function choiceStep<T>(question: Omit<ChoiceQuestion<T>, 'step' | 'steps'>, keep: (value: T) => void): Step {
  return async position => {
    const answer = await askChoice({ ...question, ...position });
    if (answer.kind === 'value') keep(answer.value);
    return answer.kind === 'value' ? 'next' : answer.kind;
  };
}
