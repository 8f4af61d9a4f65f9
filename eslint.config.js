import importX from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

/** Rooms from the ground up: a room imports only itself and rooms below it. */
const floors = ['base', 'abi', 'target', 'description', 'simulator', 'traffic', 'spec', 'plan', 'judge', 'fuzz', 'run', 'certify', 'cli', 'bench'];
const room = (name) => `./harness/${name}`;
const zones = floors.flatMap((name, floor) =>
  floors.slice(floor + 1).map((above) => ({
    target: room(name),
    from: room(above),
    message: `harness/${name} is below harness/${above} and must not import it.`,
  })),
);

export default tseslint.config(
  { ignores: ['dist/', 'coverage/', 'kscts-results/', '**/generated/**'] },
  ...tseslint.configs.strict,
  {
    files: ['**/*.ts'],
    plugins: { 'import-x': importX },
    settings: { 'import-x/resolver-next': [importX.createNodeResolver({ extensions: ['.ts', '.js'] })] },
    rules: {
      'import-x/no-cycle': ['error', { ignoreExternal: true }],
      'import-x/no-restricted-paths': [
        'error',
        {
          basePath: import.meta.dirname,
          zones: [
            ...zones,
            { target: './harness', from: './suites', message: 'suites/ stands on top of harness/.' },
            {
              target: floors.filter((f) => f !== 'cli').map(room),
              from: './reports',
              message: 'reports/ stands above harness/run; only the command line uses it.',
            },
            { target: './reports', from: room('cli'), message: 'reports/ must not import the command line.' },
            {
              target: room('simulator'),
              from: ['./specs', room('spec')],
              message: 'The simulator is a second implementation: it never reads the specs.',
            },
          ],
        },
      ],
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      // Interfaces of KS have methods without parameters that do nothing in a double.
      '@typescript-eslint/no-empty-function': 'off',
    },
  },
  { files: ['**/*.test.ts'], rules: { '@typescript-eslint/no-non-null-assertion': 'off' } },
);
