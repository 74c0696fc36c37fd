import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import test from 'node:test';
import { english } from '../../../../extension/language/service/translate.ts';

test('placeholders are filled in; what has no argument stays', () => {
  assert.equal(english('{0} of {1}, {0}, {2}, {a}', 'x', 7), 'x of 7, x, {2}, {a}');
  assert.equal(english('{0}', '{1}', 'no'), '{1}', 'an argument is not a template');
});

// A second language is a file of these strings, so each must stand in the source, and use its arguments.
test('every string for users is written out at its call, and all its arguments are used', () => {
  const folder = new URL('../../../../extension/language/service/', import.meta.url);
  let calls = 0;
  for (const file of readdirSync(folder).filter(name => name.endsWith('.ts') && name !== 'translate.ts')) {
    const source = readFileSync(new URL(file, folder), 'utf8');
    for (const call of source.matchAll(/(?<![\w.])(?:this\.#)?t\(\s*/g)) {
      const rest = source.slice(call.index + call[0].length);
      const literal = /^(?:'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)")\s*([,)])/.exec(rest);
      assert.ok(literal, `${file}: ${rest.slice(0, 60)}`);
      const message = literal[1] ?? literal[2] ?? '';
      assert.equal(
        literal[3] === ',' && !/^\s*\)/.test(rest.slice(literal[0].length)),
        message.includes('{0}'),
        `${file}: ${message}`,
      );
      calls++;
    }
  }
  assert.ok(calls > 150, `${calls} strings`);
});
