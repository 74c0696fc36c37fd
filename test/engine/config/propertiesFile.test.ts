import assert from 'node:assert/strict';
import test from 'node:test';
import { parsePropertiesFile } from '../../../engine/config/propertiesFile.ts';

// test/kafka/producerConfig.test.ts holds the same texts against java.util.Properties.
function checkFile(name: string, text: string, expected: Record<string, string>): void {
  test(name, () => assert.deepEqual(Object.fromEntries(parsePropertiesFile(text)), expected));
}

checkFile('separators', 'a=1\nb: 2\nc 3\nd\t=\t4\ne', { a: '1', b: '2', c: '3', d: '4', e: '' });
checkFile('comments and blank lines', '# x=1\n! y=2\n\n   \n a=1', { a: '1' });
checkFile('line ends of all systems', 'a=1\r\nb=2\rc=3', { a: '1', b: '2', c: '3' });
checkFile('continued lines lose the blanks before the rest', 'a=1,\\\n   2,\\\n   3\nb=4', { a: '1,2,3', b: '4' });
checkFile('a comment sign continues a value', 'a=1\\\n#2', { a: '1#2' });
checkFile('an even number of backslashes does not continue', 'a=c:\\\\\nb=2', { a: 'c:\\', b: '2' });
checkFile('escapes', 'a\\=b=\\u00e4\\t\\q', { 'a=b': 'ä\tq' });
checkFile('the last of equal keys wins', 'a=1\na=2', { a: '2' });
checkFile('a value holds further separators', 'a=b=c:d', { a: 'b=c:d' });
checkFile('a byte order mark is skipped', '\ufeffa=1', { a: '1' });
checkFile('an empty key is a key', '=1', { '': '1' });

checkFile('a form feed is a blank', 'a\f=\f1', { a: '1' });
checkFile('a continued line of nothing is none', '\\\n\\\n\na=1', { a: '1' });
checkFile('a backslash at the end of the file continues nothing', 'a=1\\', { a: '1' });
checkFile('a login module is kept whole', 'sasl.jaas.config=org.X required username="a b" password="p=;#\\\\";', {
  'sasl.jaas.config': 'org.X required username="a b" password="p=;#\\";',
});

test('a \\u without four digits is refused, naming the key and no value', () => {
  for (const text of ['p=secret\\u12', 'p=secret\\u12g4', 'p=secret\\u'])
    assert.throws(
      () => parsePropertiesFile(text),
      (error: Error) => {
        assert.match(error.message, /'p'.*four hexadecimal digits/);
        assert.doesNotMatch(error.message, /secret/);
        return true;
      },
    );
});
