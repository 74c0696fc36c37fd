import assert from 'node:assert/strict';
import test from 'node:test';
import { parseProduceArguments } from '../../../engine/cli/produceArguments.ts';

test('brokers, topic and properties, the last of a key wins', () => {
  const argv = '--bootstrap-server h:1,i:2 --topic t --property acks=1 --property linger.ms=5 --property linger.ms=6';
  assert.deepEqual(parseProduceArguments(argv.split(' ')), {
    kind: 'run',
    topic: 't',
    configFile: null,
    properties: { 'bootstrap.servers': 'h:1,i:2', acks: '1', 'linger.ms': '6' },
    metrics: false,
  });
});

test('a property may have spaces around it, an equals sign in it, or no value', () => {
  const parsed = parseProduceArguments([
    '--property',
    ' client.id = a=b ',
    '--property',
    'transactional.id=',
    '--property',
    'bootstrap.servers=h:1',
  ]);
  assert.deepEqual(parsed, {
    kind: 'run',
    topic: null,
    configFile: null,
    properties: { 'client.id': 'a=b', 'transactional.id': '', 'bootstrap.servers': 'h:1' },
    metrics: false,
  });
});

test('a file may name the servers; the list of properties needs nothing', () => {
  assert.deepEqual(parseProduceArguments(['--config', 'client.properties']), {
    kind: 'run',
    topic: null,
    configFile: 'client.properties',
    properties: {},
    metrics: false,
  });
  assert.equal(parseProduceArguments(['--list-config']).kind, 'listConfig');
});

test('--metrics takes no value, wherever it stands', () => {
  const parsed = parseProduceArguments(['--metrics', '--bootstrap-server', 'h:1', '--topic', 't']);
  assert.deepEqual(parsed, {
    kind: 'run',
    topic: 't',
    configFile: null,
    properties: { 'bootstrap.servers': 'h:1' },
    metrics: true,
  });
});

test('help, wherever an option may stand', () => {
  assert.equal(parseProduceArguments(['--help']).kind, 'help');
  assert.equal(parseProduceArguments(['--topic', 't', '-h']).kind, 'help');
});

const wrong: readonly (readonly [readonly string[], string])[] = [
  [[], '--bootstrap-server is missing, and there is no --config FILE that could name bootstrap.servers'],
  [['--topic', 't'], '--bootstrap-server is missing, and there is no --config FILE that could name bootstrap.servers'],
  [['--bootstrap-server'], '--bootstrap-server needs a value'],
  [
    ['--broker', 'h:1'],
    'there is no option "--broker"; the options are --bootstrap-server, --topic, --config, --property, --metrics and --list-config',
  ],
  [
    ['h:1'],
    'there is no option "h:1"; the options are --bootstrap-server, --topic, --config, --property, --metrics and --list-config',
  ],
  [['--property', 'acks'], '--property "acks" is not KEY=VALUE'],
  [['--property', '=1'], '--property "=1" is not KEY=VALUE'],
];
for (const [argv, problem] of wrong)
  test(`refused: ${argv.join(' ') || 'nothing'}`, () => {
    assert.deepEqual(parseProduceArguments(argv), { kind: 'wrong', problem });
  });
