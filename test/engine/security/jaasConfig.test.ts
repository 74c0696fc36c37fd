import assert from 'node:assert/strict';
import test from 'node:test';
import { parseJaasConfig } from '../../../engine/security/jaasConfig.ts';

function options(text: string): Record<string, string> {
  return Object.fromEntries([...parseJaasConfig(text).options].map(([name, value]) => [name, value.reveal()]));
}

test('a login module with its options', () => {
  const module = parseJaasConfig(
    'org.apache.kafka.common.security.plain.PlainLoginModule required username="alice" password="secret";',
  );
  assert.equal(module.name, 'org.apache.kafka.common.security.plain.PlainLoginModule');
  assert.deepEqual([...module.options.keys()], ['username', 'password']);
  assert.equal(module.options.get('password')?.reveal(), 'secret');
});

test('quotes of both kinds, escapes, bare words, spaces and line ends as in Java', () => {
  const text = `a.b.M REQUIRED\n  one="x; y=\\"z\\"" two='it is "so"' three=bare-word_$1 four="a\\\\b\\tc\\u" five = "\\101" ;`;
  assert.deepEqual(options(text), {
    one: 'x; y="z"',
    two: 'it is "so"',
    three: 'bare-word_$1',
    four: 'a\\b\tcu',
    five: 'A',
  });
});

test('comments of both kinds are left out, unless they stand in quotes', () => {
  assert.deepEqual(options('M required // user="x"\n a="1" /* b="2" */ c="http://x/*y*/";'), {
    a: '1',
    c: 'http://x/*y*/',
  });
});

const wrong: readonly (readonly [text: string, why: RegExp])[] = [
  ['', /no login module/],
  ['M', /control flag is missing/],
  ['M username="x";', /none of the control flags/],
  ['M required username="topsecret"', /semicolon/],
  ['M required username topsecret;', /has no value/],
  ['M required a="b" password=;', /an option after 'a' has no value/],
  ['M required password="topsecret;', /close the quote/],
  ['M required ="topsecret";', /an option was expected where '='/],
  ['; required', /a login module was expected where ';'/],
  ['M required a="b"; N required password="topsecret";', /2 login modules/],
];
for (const [text, why] of wrong)
  test(`207 ${text || 'an empty text'} is refused, and no value is in the text`, () => {
    assert.throws(
      () => parseJaasConfig(text),
      (error: Error) =>
        why.test(error.message) && /sasl\.jaas\.config/.test(error.message) && !/topsecret/.test(error.message),
    );
  });
