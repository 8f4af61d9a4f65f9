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

/** Rooms of the simulator: hardware knows no driver, a class driver knows no device, a minidriver knows no kernel. */
const inSimulator = (name) => `${room('simulator')}/${name}`;
const simulatorZones = [
  { target: inSimulator('kernel'), from: ['hardware', 'classdrivers', 'minidrivers', 'described', 'faults', 'usb'].map(inSimulator) },
  { target: inSimulator('hardware'), from: ['kernel', 'classdrivers', 'minidrivers', 'described', 'faults'].map(inSimulator) },
  { target: inSimulator('classdrivers'), from: ['hardware', 'minidrivers', 'described', 'faults'].map(inSimulator) },
  { target: inSimulator('minidrivers'), from: room('simulator'), except: ['./classdrivers', './hardware', './minidrivers'] },
].map((zone) => ({ ...zone, message: 'Hardware knows no driver, class drivers no device, minidrivers no kernel (docs/architecture.md).' }));

const paths = (zones) => ['error', { basePath: import.meta.dirname, zones }];
const allZones = [
  ...zones,
  { target: './harness', from: './suites', message: 'suites/ stands on top of harness/.' },
  {
    target: floors.filter((f) => f !== 'cli' && f !== 'bench').map(room),
    from: './reports',
    message: 'reports/ stands above harness/run; only the command line uses it.',
  },
  { target: './reports', from: room('cli'), message: 'reports/ must not import the command line.' },
  {
    target: room('simulator'),
    from: ['./specs', room('spec')],
    message: 'The simulator is a second implementation: it never reads the specs.',
  },
];

export default tseslint.config(
  { ignores: ['dist/', 'coverage/', 'kscts-results/', '**/generated/**'] },
  ...tseslint.configs.strict,
  {
    files: ['**/*.ts'],
    plugins: { 'import-x': importX },
    settings: { 'import-x/resolver-next': [importX.createNodeResolver({ extensions: ['.ts', '.js'] })] },
    rules: {
      'import-x/no-cycle': ['error', { ignoreExternal: true }],
      'import-x/no-restricted-paths': paths(allZones),
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      // Interfaces of KS have methods without parameters that do nothing in a double.
      '@typescript-eslint/no-empty-function': 'off',
    },
  },
  { files: ['**/*.test.ts'], rules: { '@typescript-eslint/no-non-null-assertion': 'off' } },
  {
    files: ['harness/simulator/**/*.ts'],
    ignores: ['**/*.test.ts', '**/testing/**'],
    rules: { 'import-x/no-restricted-paths': paths([...allZones, ...simulatorZones]) },
  },
  {
    // The minidriver that reads the descriptors of a USB device from a file.
    files: ['harness/simulator/minidrivers/usbvideo/**/*.ts'],
    ignores: ['**/*.test.ts', '**/testing/**'],
    rules: {
      'import-x/no-restricted-paths': paths([
        ...allZones,
        ...simulatorZones.map((zone) => (zone.except === undefined ? zone : { ...zone, except: [...zone.except, './usb'] })),
      ]),
    },
  },
);
