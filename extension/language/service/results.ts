// What the service answers, in the shape of the Language Server Protocol but without its library.
import type { Position, Range } from './text.ts';

/** The protocol's numbers. */
export const severity = { error: 1, warning: 2, information: 3, hint: 4 } as const;
export type Severity = (typeof severity)[keyof typeof severity];

export interface TextEdit {
  readonly range: Range;
  readonly newText: string;
}

/** A change that removes the cause of a diagnostic. */
export interface Fix {
  readonly title: string;
  readonly edits: readonly TextEdit[];
}

export interface Diagnostic {
  readonly range: Range;
  readonly severity: Severity;
  /** Stable id of the rule, e.g. `missing-topic`. */
  readonly code: string;
  readonly message: string;
  /** Tools for Apache Kafka reports this too; left out when both extensions are at work. */
  readonly alsoElsewhere?: boolean;
  readonly fixes?: readonly Fix[];
}

/** The protocol's CompletionItemKind numbers, as far as used. */
export const completionKind = {
  value: 12,
  enumMember: 20,
  keyword: 14,
  property: 10,
  constant: 21,
  reference: 18,
} as const;
export type CompletionKind = (typeof completionKind)[keyof typeof completionKind];

export interface Completion {
  readonly label: string;
  readonly kind: CompletionKind;
  readonly edit: TextEdit;
  readonly detail?: string;
  /** Markdown. */
  readonly documentation?: string;
  readonly sortText?: string;
  /** The inserted text asks for a value: suggestions should open again. */
  readonly suggestNext?: boolean;
}

export interface Hover {
  readonly range: Range;
  /** Markdown. */
  readonly markdown: string;
}

/** The protocol's SymbolKind numbers, as far as used. */
export const symbolKind = { property: 7, constant: 14, string: 15, event: 24, interface: 11 } as const;
export type SymbolKind = (typeof symbolKind)[keyof typeof symbolKind];

export interface DocumentSymbol {
  readonly name: string;
  readonly detail: string;
  readonly kind: SymbolKind;
  readonly range: Range;
  readonly selectionRange: Range;
  readonly children: readonly DocumentSymbol[];
}

export interface FoldingRange {
  readonly startLine: number;
  readonly endLine: number;
  readonly kind: 'region' | 'comment';
}

/** One lens above a PRODUCER line. */
export interface Lens {
  readonly range: Range;
  readonly title: string;
  /** Index into `KafkaDocument.blocks`. */
  readonly block: number;
  /** How often the block is sent; its own `--@ count` multiplies this. */
  readonly times: number;
  /** Open the inspector first. */
  readonly inspect: boolean;
}

export interface CodeAction {
  readonly title: string;
  readonly diagnostic: Diagnostic;
  readonly edits: readonly TextEdit[];
}

export type { Position, Range };
