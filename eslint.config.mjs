// One block for each room; the folder rules themselves are in .dependency-cruiser.cjs.
import js from '@eslint/js';
import tseslint from 'typescript-eslint';

const clocks = [
  { object: 'Date', property: 'now', message: 'Take the Time that was passed in.' },
  { object: 'performance', property: 'now', message: 'Take the Time that was passed in.' },
  { object: 'process', property: 'hrtime', message: 'Take the Time that was passed in.' },
  { object: 'Math', property: 'random', message: 'Take the Random that was passed in.' },
];
const sockets = ['node:net', 'node:tls', 'node:http', 'node:https', 'node:dns', 'node:dgram'];

const readonly = names => Object.fromEntries(names.map(name => [name, 'readonly']));
const node = {
  ...readonly([
    'process',
    'console',
    'Buffer',
    'URL',
    'URLSearchParams',
    'AbortSignal',
    'AbortController',
    'fetch',
    'performance',
  ]),
  ...readonly([
    'setTimeout',
    'clearTimeout',
    'setInterval',
    'clearInterval',
    'setImmediate',
    'require',
    '__dirname',
    'describe',
    'it',
    'before',
    'after',
  ]),
  module: 'writable',
  exports: 'writable',
};
const page = readonly(['window', 'document', 'sessionStorage', 'getComputedStyle']);

export default tseslint.config(
  { ignores: ['dist/', '.build/', '**/node_modules/', 'test/e2e/host/**', 'test/bench/java/**'] },
  js.configs.recommended,
  ...tseslint.configs.recommended,
  {
    files: ['**/*.{ts,tsx}'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': [
        'error',
        { allowForKnownSafeCalls: ['test', 'describe', 'it', 'suite'] },
      ],
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: false }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'no-restricted-syntax': [
        'error',
        {
          selector: "AssignmentExpression[left.property.name='innerHTML']",
          message: 'Broker strings reach the DOM by textContent only.',
        },
      ],
    },
  },
  {
    // The engine takes time and chance as arguments, and meets sockets in one folder.
    files: ['engine/**/*.ts'],
    ignores: ['engine/common/systemTime.ts', 'engine/common/systemRandom.ts', 'engine/network/**', 'engine/cli/**'],
    rules: {
      'no-restricted-properties': ['error', ...clocks],
      'no-restricted-globals': ['error', 'setInterval', 'setTimeout'],
      'no-restricted-imports': ['error', { paths: [...sockets, 'vscode'] }],
    },
  },
  {
    // Plain JavaScript: what must run before anything is installed, and what drives the workbench and its page.
    files: ['**/*.{mjs,cjs}'],
    languageOptions: { globals: { ...node, ...page } },
    rules: {
      '@typescript-eslint/no-require-imports': 'off',
      // Playwright reads which fixtures a function wants from its first parameter, and demands a pattern there.
      'no-empty-pattern': ['error', { allowObjectPatternsAsParameters: true }],
    },
  },
);
