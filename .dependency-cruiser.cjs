/** The import table of ARCHITECTURE.md, enforced. */
const TABLE = {
  domain: [],
  book: ['domain'],
  risk: ['domain'],
  tca: ['domain'],
  ui: ['domain'],
  features: ['domain', 'book'],
  sim: ['domain', 'book'],
  feeds: ['domain', 'book'],
  tape: ['domain', 'feeds'],
  router: ['domain', 'book', 'features'],
  engine: ['domain', 'book', 'features', 'router', 'risk', 'tca'],
  gateway: ['domain', 'engine', 'sim'],
  inference: ['domain', 'features'],
  driver: ['domain', 'engine', 'gateway', 'inference', 'risk', 'router', 'sim'],
  episodes: ['domain', 'driver', 'engine', 'features', 'feeds', 'inference', 'sim', 'store', 'tape', 'tca'],
  training: [
    'domain',
    'book',
    'features',
    'router',
    'risk',
    'engine',
    'episodes',
    'sim',
    'tca',
    'inference',
    'store',
  ],
  store: ['domain', 'engine'],
  api: ['domain', 'engine', 'store'],
};

const others = (allowed, self) => `^packages/(?!(${[...allowed, self].join('|')})/)`;
const TESTS = '(\\.test\\.tsx?$|^packages/[^/]+/test/)';

module.exports = {
  forbidden: [
    ...Object.entries(TABLE).map(([name, allowed]) => ({
      name: `${name}-imports`,
      comment: `${name} may import ${allowed.join(', ') || 'nothing'}`,
      severity: 'error',
      from: { path: `^packages/${name}/`, pathNot: TESTS },
      to: { path: others(allowed, name) },
    })),
    {
      name: 'packages-know-no-apps',
      severity: 'error',
      from: { path: '^packages/' },
      to: { path: '^apps/' },
    },
    {
      name: 'web-sees-ui-domain-and-the-api-as-a-type',
      severity: 'error',
      from: { path: '^apps/web/', pathNot: TESTS },
      to: { path: '^packages/(?!(ui|domain|api)/)', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'web-takes-types-only-from-api',
      severity: 'error',
      from: { path: '^apps/web/', pathNot: TESTS },
      to: { path: '^packages/api/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'one-door-per-package',
      severity: 'error',
      from: { path: '^(packages|apps)/([^/]+)/' },
      to: { path: '^packages/([^/]+)/', pathNot: ['^packages/[^/]+/src/index\\.ts$', '^$1/$2/'] },
    },
    {
      name: 'only-store-sees-prisma',
      severity: 'error',
      from: { pathNot: '^packages/store/' },
      to: { path: 'node_modules/(@prisma|\\.prisma)/' },
    },
    {
      name: 'test-tools-in-tests-only',
      severity: 'error',
      from: { pathNot: [TESTS, '^packages/testkit/', '^e2e/'] },
      to: { path: '^packages/testkit/' },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'nothing-undeclared',
      severity: 'error',
      from: { pathNot: [TESTS, '^packages/testkit/'] },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'unknown'] },
    },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(node_modules|\\.next|generated|\\.turbo)/' },
    parser: 'swc',
    tsPreCompilationDeps: true,
    combinedDependencies: false,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.cjs', '.d.ts'],
    },
    tsConfig: { fileName: 'tsconfig.json' },
  },
};
