// The service's answers in the types of the protocol library.
import * as lsp from 'vscode-languageserver/node';
import type { SendBlockArguments } from './protocol.ts';
import { sendBlockCommand } from './protocol.ts';
import type * as service from './service/results.ts';

export function diagnostic(found: service.Diagnostic): lsp.Diagnostic {
  const { range, severity, code, message } = found;
  return { range, severity, code, message, source: 'kafka' };
}

export function completion(item: service.Completion, suggestCommand: string | undefined): lsp.CompletionItem {
  const { label, kind, edit, detail, documentation, sortText, suggestNext } = item;
  return {
    label,
    kind,
    textEdit: edit,
    ...(detail === undefined || detail === '' ? {} : { detail }),
    ...(documentation === undefined ? {} : { documentation: markdown(documentation) }),
    ...(sortText === undefined ? {} : { sortText }),
    ...(suggestNext === true && suggestCommand !== undefined
      ? { command: { title: '', command: suggestCommand } }
      : {}),
  };
}

export function hover({ range, markdown: text }: service.Hover): lsp.Hover {
  return { range, contents: markdown(text) };
}

export function documentSymbol(symbol: service.DocumentSymbol): lsp.DocumentSymbol {
  return { ...symbol, children: symbol.children.map(documentSymbol) };
}

export function foldingRange({ startLine, endLine, kind }: service.FoldingRange): lsp.FoldingRange {
  return { startLine, endLine, kind };
}

export function codeLens(lens: service.Lens, uri: string): lsp.CodeLens {
  const argument: SendBlockArguments = {
    uri,
    block: lens.block,
    line: lens.range.start.line,
    times: lens.times,
    inspect: lens.inspect,
  };
  return { range: lens.range, command: { title: lens.title, command: sendBlockCommand, arguments: [argument] } };
}

export function codeAction(action: service.CodeAction, uri: string): lsp.CodeAction {
  return {
    title: action.title,
    kind: lsp.CodeActionKind.QuickFix,
    diagnostics: [diagnostic(action.diagnostic)],
    edit: { changes: { [uri]: [...action.edits] } },
  };
}

function markdown(value: string): lsp.MarkupContent {
  return { kind: lsp.MarkupKind.Markdown, value };
}
