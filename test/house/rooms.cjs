/** Who may call whom (server/README.md); dependency-cruiser reads this. */
const mayCall = {
  contract: '',
  lib: 'contract',
  queue: 'lib',
  store: 'contract lib',
  languages: 'contract',
  letters: 'languages contract lib',
  outbox: 'store letters languages contract lib',
  domain: 'outbox letters languages store contract lib',
  inbound: 'contract lib',
  metrics: 'queue store contract lib',
  delivery: 'outbox letters languages store contract lib',
  jobs: 'queue delivery domain store contract lib',
  doctor: 'queue delivery inbound store contract lib',
  intake: 'metrics domain inbound delivery letters languages store contract lib',
};
/** The nouns of the domain in their order: each may call those before it. A new noun takes its place here. */
const nouns =
  'requests persons policy budgets audience rulebook systems works suppressions audit backups maintenance plja blocks tasks keys callbacks files templates people subscriptions news bulletins topics imports returns arrivals letters cases readers find notify limits delivery canaries health home demo'.split(
    ' ',
  );
/** A package and the only place that may touch it. */
const home = {
  'knex|sqlite3|pg': 'server/store/',
  nodemailer: 'server/delivery/',
  'age-encryption': 'server/store/backupFile',
  bull: 'server/queue/(bull|redisFacts)',
  'koa|@koa': 'server/intake/http/',
  'openid-client': 'server/intake/http/console/oidc',
  'smtp-server': 'server/intake/smtp/',
  'mailparser|mailauth': 'server/inbound/',
  i18next: 'server/letters/',
  'lindera-wasm-nodejs-ipadic': 'server/letters/ruby/',
  luxon: 'server/lib/clock',
  pino: 'server/lib/log',
  'prom-client|@opentelemetry': 'server/metrics/',
  'react-admin|react|react-dom': 'admin/',
  'prosemirror-[a-z-]+': 'admin/resources/bulletins/writing/',
};
const rule = (name, from, to, comment) => ({ name, severity: 'error', comment, from, to });
const room = (names) => `^server/(${names.trim().replaceAll(' ', '|')})(/|\\.ts$)`;
const roots = '^server/(main|app|web|mailIn|roles|ground|backends|cli)(/|\\.ts$)';

const rooms = Object.entries(mayCall).map(([name, allowed]) =>
  rule(
    `room-${name}`,
    { path: room(name) },
    { path: '^server/', pathNot: room(`${name} ${allowed}`) },
    `${name} may call: ${allowed || 'nobody'}`,
  ),
);
const order = nouns
  .slice(0, -1)
  .map((noun, i) =>
    rule(
      `order-${noun}`,
      { path: `^server/domain/${noun}/` },
      { path: `^server/domain/(${nouns.slice(i + 1).join('|')})/` },
      `${noun} may call only: ${nouns.slice(0, i).join(', ') || 'nobody'}`,
    ),
  );
const packages = Object.entries(home).map(([name, at]) =>
  rule(
    `home-of-${name.split('|')[0].replace('@', '')}`,
    { path: '^(server|admin)/', pathNot: `^${at}|${roots}` },
    { path: `node_modules/(${name})/` },
    `only ${at} touches ${name}`,
  ),
);

module.exports = {
  forbidden: [
    ...rooms,
    ...packages,
    ...order,
    rule(
      'domain-noun-unknown',
      {},
      { path: '^server/domain/', pathNot: `^server/domain/(${nouns.join('|')})/` },
      `a folder of the domain is one of the nouns in their order: ${nouns.join(', ')}`,
    ),
    rule('doors-apart', { path: '^server/intake/http/' }, { path: '^server/intake/smtp/' }),
    rule('doors-apart-too', { path: '^server/intake/smtp/' }, { path: '^server/intake/http/' }),
    rule(
      'console-reaches',
      { path: '^admin/' },
      { path: '^server/', pathNot: '^server/(contract|languages|letters)/' },
      'the console shares the contract, the languages and the renderer, nothing else',
    ),
    rule(
      'engines-chosen-once',
      { path: '^server/', pathNot: '^server/(backends|queue|store)' },
      { path: '^server/(store/open|queue/embedded|queue/bull)\\.ts$', dependencyTypesNot: ['type-only'] },
    ),
    rule('no-cycles', {}, { circular: true }),
    rule(
      'roles-load-lazily',
      { path: '^server/', pathNot: '^server/(intake/|web\\.ts$|mailIn\\.ts$)' },
      {
        path: '^server/(intake/|web\\.ts$|mailIn\\.ts$)',
        pathNot: '^server/intake/http/public/words/',
        dependencyTypesNot: ['type-only', 'dynamic-import'],
      },
      'a process loads a door only when it has the role; import it where the role starts',
    ),
    rule('no-unresolved', {}, { couldNotResolve: true }),
    {
      name: 'no-orphans',
      severity: 'error',
      comment: 'a file that nothing uses',
      from: { orphan: true, path: '^server/', pathNot: '(\\.d\\.ts$|[wW]orker\\.ts$|/public/(pages|work)\\.js$)' },
      to: {},
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
    exclude: { path: '^admin/dist/' },
  },
};
