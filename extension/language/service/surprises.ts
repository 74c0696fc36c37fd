// Lines that mean something else than they look like. The format's owner says nothing about them; most end up as data on
// a topic. All are warnings or less: the document is valid and is sent as it stands.
import { producerProperties } from './grammar.ts';
import { shorten } from './formats.ts';
import { nearest } from './nearest.ts';
import type { KafkaDocument, ProducerBlock } from './parser.ts';
import { blockKind, propertyOf } from './parser.ts';
import { isPragmaKey } from './pragmas.ts';
import type { Diagnostic, Fix, Severity } from './results.ts';
import { severity } from './results.ts';
import type { Range } from './text.ts';
import { lineText, rangeOnLine, wholeLine } from './text.ts';
import type { Translate } from './translate.ts';

export function outsideSurprises(document: KafkaDocument, t: Translate): Diagnostic[] {
  const found = document.strayPragmas.map(pragma =>
    surprise(
      'stray-pragma',
      pragma.range,
      t(
        'This pragma belongs to no block: put it below a PRODUCER line, or above the first block to hold for the whole file.',
      ),
    ),
  );
  for (const line of document.outsideLines) {
    const text = lineText(document.lines, line);
    const keyword = /^\s*(producer|consumer)\b/i.exec(text);
    if (keyword?.[1] === undefined) continue;
    const upper = keyword[1].toUpperCase();
    const fix = replace(t("Change to '{0}'", upper), rangeOnLine(line, 0, keyword[0].length), upper);
    const message = t("This line is ignored: a block starts with '{0}' in capitals at the start of the line.", upper);
    found.push(surprise('not-a-keyword', wholeLine(document.lines, line), message, [fix]));
  }
  for (const block of document.blocks) {
    const { line, character } = block.keyword.end;
    const after = lineText(document.lines, line).charAt(character);
    if (after === '' || /\s/.test(after)) continue;
    const keyword = block.kind === 'producer' ? 'PRODUCER' : 'CONSUMER';
    const fix = replace(t('Insert a blank'), rangeOnLine(line, character, character), ' ');
    found.push(
      surprise(
        'keyword-runs-on',
        block.keyword,
        t("This is read as '{0}' and what follows it: put a blank between.", keyword),
        [fix],
      ),
    );
  }
  return found;
}

export function producerSurprises(document: KafkaDocument, block: ProducerBlock, t: Translate): Diagnostic[] {
  return [...everySurprises(block, t), ...templateSurprises(block, t), ...valueSurprises(document, block, t)];
}

function everySurprises(block: ProducerBlock, t: Translate): Diagnostic[] {
  const every = propertyOf(block, 'every');
  if (every?.value === undefined || every.value.text === '') return [];
  if (!/^\d+[smh]$/.test(every.value.text)) {
    const message = t(
      "every must be a whole number and a unit, such as 3s, 5m or 1h, not '{0}'.",
      shorten(every.value.text),
    );
    return [surprise('bad-every', every.value.range, message)];
  }
  const message = t('Kafka Inspector sends once: use --@ count and --@ rate to send again and again.');
  return [surprise('every-sends-once', every.range, message, [], severity.information)];
}

function templateSurprises(block: ProducerBlock, t: Translate): Diagnostic[] {
  const parts = [block.value, propertyOf(block, 'key')?.value, propertyOf(block, 'headers')?.value];
  const part = parts.find(
    candidate => candidate !== undefined && /\{\{[$a-zA-Z][\w.$]*(\([^\n]{0,200}?\))?\}\}/.test(candidate.text),
  );
  if (part === undefined) return [];
  const template = /\{\{[$a-zA-Z][\w.$]*/.exec(part.text)?.[0] ?? '{{';
  const message = t(
    "'{0}}}' is sent as it is written: templates are filled in by Tools for Apache Kafka only.",
    shorten(template),
  );
  return [surprise('template', block.keyword, message, [], severity.information)];
}

// The first line of the value decides where the value starts, so it gets a closer look than the others.
function valueSurprises(document: KafkaDocument, block: ProducerBlock, t: Translate): Diagnostic[] {
  if (block.value === undefined) return [];
  const found: Diagnostic[] = [];
  const first = block.value.range.start.line;
  const last = block.value.range.end.line;
  let inHeaderLook = true;
  for (let line = first; line <= last; line++) {
    const text = lineText(document.lines, line);
    const range = wholeLine(document.lines, line);
    const meant: Diagnostic | undefined = inHeaderLook
      ? meantAsHeader(text, range, line === first && last > first, t)
      : undefined;
    inHeaderLook = inHeaderLook && meant !== undefined;
    const inside = meant ?? meantAsStructure(text, range, t);
    if (inside !== undefined) found.push(inside);
  }
  return found;
}

/** A line that the writer took for a property or pragma, though it opens the value. */
function meantAsHeader(text: string, range: Range, startsLongerValue: boolean, t: Translate): Diagnostic | undefined {
  const pragma = /^\s+(--@.*)$/.exec(text);
  if (pragma?.[1] !== undefined) {
    const fix = replace(t('Move to the start of the line'), range, pragma[1]);
    return surprise(
      'leading-blank',
      range,
      t('This line and all below are sent as the value: a comment starts at the first column.'),
      [fix],
    );
  }
  const match = /^(\s*)([A-Za-z][A-Za-z0-9._-]*)(\s*):(.*)$/.exec(text);
  const name = match?.[2];
  if (match === null || name === undefined) return undefined;
  const rest = match[4]?.trim() ?? '';
  if ((producerProperties as readonly string[]).includes(name)) {
    // Without blanks around the name it is a property; this one comes after the value has begun.
    if (match[1] === '' && match[3] === '') return undefined;
    const fix = replace(t('Remove the blanks'), range, `${name}: ${rest}`);
    const message = t(
      "This line and all below are sent as the value: '{0}:' must stand at the first column without a blank before the colon.",
      name,
    );
    return surprise('leading-blank', range, message, [fix]);
  }
  if (isPragmaKey(name)) {
    const pragmaLine = `--@ ${name}: ${rest}`;
    const fix = replace(t("Change to '{0}'", shorten(pragmaLine)), range, pragmaLine);
    const message = t(
      "This line and all below are sent as the value. As a setting it is written '{0}'.",
      shorten(pragmaLine),
    );
    return surprise('plain-pragma', range, message, [fix]);
  }
  // Further names are guesses, and `http://…` is none.
  if (!/^(\s|$)/.test(match[4] ?? '')) return undefined;
  const guess = nearest(name, producerProperties);
  if (guess !== undefined) {
    const fix = replace(t("Change to '{0}'", guess), range, `${guess}: ${rest}`);
    const message = t(
      "This line and all below are sent as the value: '{0}' is not a property. Did you mean '{1}'?",
      name,
      guess,
    );
    return surprise('unknown-property', range, message, [fix]);
  }
  if (!startsLongerValue || match[1] !== '' || match[3] !== '') return undefined;
  const message = t(
    "This line and all below are sent as the value: a PRODUCER has no property '{0}', only {1}.",
    shorten(name),
    producerProperties.join(', '),
  );
  return surprise('unknown-property', range, message, [], severity.information);
}

/** A line further down that the writer took for something else than text of the value. */
function meantAsStructure(text: string, range: Range, t: Translate): Diagnostic | undefined {
  const kind = blockKind(text);
  if (kind !== undefined) {
    const fix: Fix = {
      title: t("Insert '###' above"),
      edits: [{ range: { start: range.start, end: range.start }, newText: '###\n' }],
    };
    const message = t("This line is sent as part of the value: a PRODUCER ends only at a line '###'.");
    return surprise('block-in-value', range, message, [fix]);
  }
  const colon = text.indexOf(':');
  if (colon !== -1 && (producerProperties as readonly string[]).includes(text.slice(0, colon))) {
    return surprise('late-property', range, t('This line is sent as part of the value: properties stand above it.'));
  }
  if (text.startsWith('--@')) {
    return surprise('late-pragma', range, t('This line is sent as part of the value: pragmas stand above it.'));
  }
  if (/^--(?!-)/.test(text)) {
    const message = t('This line is sent as part of the value: comments stand above it.');
    return surprise('comment-in-value', range, message, [], severity.information);
  }
  return undefined;
}

function surprise(
  code: string,
  range: Range,
  message: string,
  fixes: readonly Fix[] = [],
  level: Severity = severity.warning,
): Diagnostic {
  return { range, severity: level, code, message, ...(fixes.length > 0 ? { fixes } : {}) };
}

function replace(title: string, range: Range, newText: string): Fix {
  return { title, edits: [{ range, newText }] };
}
