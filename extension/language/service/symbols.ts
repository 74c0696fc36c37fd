// The outline: one entry per block, with its properties, pragmas and value below it.
import { shorten } from './formats.ts';
import type { Block, KafkaDocument, Pragma, Property } from './parser.ts';
import { propertyOf } from './parser.ts';
import type { DocumentSymbol } from './results.ts';
import { symbolKind } from './results.ts';
import type { Translate } from './translate.ts';

export function documentSymbols(document: KafkaDocument, t: Translate): DocumentSymbol[] {
  return [
    ...document.pragmas.map(pragma => pragmaSymbol(pragma)),
    ...document.blocks.map(block => blockSymbol(block, t)),
  ];
}

function blockSymbol(block: Block, t: Translate): DocumentSymbol {
  const label = block.kind === 'producer' ? block.label.text : block.group.text;
  const children = [
    ...block.pragmas.map(pragma => pragmaSymbol(pragma)),
    ...block.properties.map(property => propertySymbol(property)),
  ].sort((a, b) => a.range.start.line - b.range.start.line);
  if (block.kind === 'producer' && block.value !== undefined) {
    const { text, range } = block.value;
    children.push({
      name: t('value'),
      detail: shorten(text),
      kind: symbolKind.string,
      range,
      selectionRange: range,
      children: [],
    });
  }
  return {
    // An entry without a name is refused by VS Code.
    name: label === '' ? (block.kind === 'producer' ? 'PRODUCER' : 'CONSUMER') : shorten(label),
    detail: propertyOf(block, 'topic')?.value?.text ?? '',
    kind: block.kind === 'producer' ? symbolKind.event : symbolKind.interface,
    range: block.range,
    selectionRange: block.keyword,
    children,
  };
}

function propertySymbol({ name, value, range }: Property): DocumentSymbol {
  const detail = shorten(value?.text ?? '');
  return {
    name: shorten(name.text) || ':',
    detail,
    kind: symbolKind.property,
    range,
    selectionRange: name.range,
    children: [],
  };
}

function pragmaSymbol({ key, value, range }: Pragma): DocumentSymbol {
  const detail = shorten(value?.text ?? '');
  const name = `--@ ${shorten(key.text)}`.trim();
  return { name, detail, kind: symbolKind.constant, range, selectionRange: key.range, children: [] };
}
