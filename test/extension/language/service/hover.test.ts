import assert from 'node:assert/strict';
import test from 'node:test';
import type { Facts } from '../../../../extension/language/service/facts.ts';
import { noFacts } from '../../../../extension/language/service/facts.ts';
import { hover } from '../../../../extension/language/service/hover.ts';
import { lineText } from '../../../../extension/language/service/text.ts';
import { english } from '../../../../extension/language/service/translate.ts';
import { withCursor } from './cursor.ts';

/** The word the hover is about, and a piece of what it says; `undefined` for no hover. */
function check(
  marked: string,
  expected: readonly [word: string, says: RegExp] | undefined,
  facts: Partial<Facts> = {},
): void {
  test(`hover at ${JSON.stringify(marked)}`, () => {
    const { document, position } = withCursor(marked);
    const found = hover(document, position, { ...noFacts, ...facts }, english);
    if (expected === undefined || found === undefined) return assert.equal(found, expected);
    const { start, end } = found.range;
    assert.equal(lineText(document.lines, start.line).slice(start.character, end.character), expected[0]);
    assert.match(found.markdown, expected[1]);
  });
}

const topics = [
  { name: 'orders', partitions: 3 },
  { name: 'audit', partitions: 1 },
];

check('PROD|UCER a', ['PRODUCER', /A record to send/]);
check('CONS|UMER a', ['CONSUMER', /group id/]);
check('PRODUCER\nto|pic: t', ['topic', /topic to send to/]);
check('PRODUCER\nkey-fo|rmat: long', ['key-format', /Without it: UTF-8/]);
check('PRODUCER\nkey-format: lo|ng', ['long', /LongSerializer/]);
check('PRODUCER\nkey-format: string(h|ex)', ['string(hex)', /hexadecimal/]);
check('PRODUCER\nkey-format: no|ne', undefined);
check('CONSUMER g\nkey-format: no|ne', ['none', /Leaves it out/]);
check('CONSUMER g\nfr|om: 0', ['from', /Where to start/]);
check('PRODUCER\ntopic: ord|ers', ['orders', /Not connected/]);
check('PRODUCER\ntopic: ord|ers', ['orders', /3 partitions: 0 to 2/], { topics });
check('PRODUCER\ntopic: aud|it', ['audit', /1 partition: 0/], { topics });
check('PRODUCER\ntopic: oth|er', ['other', /no such topic/], { topics });
check('PRODUCER\n--@ linger|.ms: 50', ['linger.ms', /Type LONG · default `5` · at least 0/]);
check('PRODUCER\n--@ linger.ms: 5|0', ['linger.ms', /open batch waits/]);
check('--@ client.i|d: x', ['client.id', /default `""`/]);
check('--@ part|ition: 0', ['partition', /Send to this partition/]);
check('--@ bootstrap.ser|vers: x', ['bootstrap.servers', /Set it in the connection/]);
check('--@ key.seria|lizer: x', ['key.serializer', /No effect here\. Here key-format/]);
check('--@ non|sense: x', undefined);
check('PRODUCER\ntopic: t\nto|pic', undefined);
check('to|pic: t', undefined);
check('PRODUCER\nto|pic: t', undefined, { coexist: true });
check('PRODUCER\n--@ ac|ks: 1', ['acks', /Who must have the record/], { coexist: true });
