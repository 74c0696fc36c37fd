// Who may import whom: ARCHITECTURE.md tells why, this file holds it in every build.
const layers = {
  snapshot: [],
  common: [],
  config: ['common'],
  record: ['common'],
  protocol: ['common', 'record'],
  network: ['common', 'protocol'],
  client: ['common', 'record', 'protocol', 'network', 'snapshot'],
  producer: ['common', 'config', 'record', 'protocol', 'network', 'client', 'snapshot'],
  admin: ['common', 'record', 'protocol', 'network', 'client'],
  practice: ['common', 'record', 'protocol', 'network', 'snapshot'],
  inspect: ['common', 'record', 'protocol', 'network', 'client', 'producer', 'snapshot'],
  session: [
    'common',
    'record',
    'protocol',
    'network',
    'client',
    'producer',
    'admin',
    'practice',
    'inspect',
    'snapshot',
  ],
  cli: ['common', 'config', 'network', 'client', 'producer', 'admin', 'practice', 'inspect', 'session', 'snapshot'],
};
const engineRules = Object.entries(layers).map(([layer, below]) => ({
  name: `engine-${layer}`,
  severity: 'error',
  from: { path: `^engine/${layer}/` },
  to: { path: '^(engine|extension|webview|test)/', pathNot: `^engine/(${[layer, ...below].join('|')})/` },
}));

module.exports = {
  forbidden: [
    ...engineRules,
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'webview',
      severity: 'error',
      from: { path: '^webview/' },
      to: { path: '^(engine|extension|test)/', pathNot: '^engine/snapshot/' },
    },
    {
      name: 'webview-protocol',
      severity: 'error',
      from: { path: '^webview/protocol/' },
      to: { path: '.', pathNot: '^(webview/protocol|engine/snapshot)/' },
    },
    {
      name: 'toolkit-in-ui-only',
      severity: 'error',
      from: { path: '^webview/', pathNot: '^webview/ui/' },
      to: { path: 'webview-ui-toolkit' },
    },
    {
      name: 'extension',
      severity: 'error',
      from: { path: '^extension/' },
      to: { path: '^(engine|webview|test)/', pathNot: '^(engine/(config|session|snapshot)|webview/protocol)/' },
    },
    {
      name: 'language-service',
      severity: 'error',
      from: { path: '^extension/language/service/' },
      to: { path: '.', pathNot: '^(extension/language/service|engine/config)/' },
    },
    {
      name: 'language-server',
      severity: 'error',
      from: { path: '^extension/language/' },
      to: { path: '^(engine|webview|extension|test)/', pathNot: '^(extension/language|engine/config)/' },
    },
    {
      name: 'only-extension-imports-vscode',
      severity: 'error',
      from: { pathNot: '^(extension|test)/' },
      to: { path: '^vscode$' },
    },
    { name: 'nothing-imports-tests', severity: 'error', from: { pathNot: '^test/' }, to: { path: '^test/' } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: 'test/(e2e|bench)/node_modules|^dist|^\\.build' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
