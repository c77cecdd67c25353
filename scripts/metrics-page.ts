/** Prints docs/metrics.md: what /metrics tells, and the alerts that are made of it. */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { gaugeTable } from '../server/metrics/metrics.ts';

type Rule = {
  alert: string;
  expr: string;
  for?: string;
  labels: { severity: string };
  annotations: { summary: string };
};
const file = new URL('../deploy/prometheus/rules.yml', import.meta.url);
const { groups } = parse(readFileSync(file, 'utf8')) as { groups: { rules: Rule[] }[] };
const code = (text: string) => `\`${text.trim().replace(/\s+/g, ' ').replaceAll('|', '\\|')}\``;
const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;

process.stdout.write(
  [
    '# Metrics and alerts',
    '',
    'Printed by `node scripts/metrics-page.ts`. [operate.md](operate.md) says how to read them and what to do.',
    '',
    row(['metric', 'labels', 'what it is']),
    row(['---', '---', '---']),
    ...Object.entries(gaugeTable).map(([name, [help, labels]]) => row([code(name), labels.join(', '), help])),
    row([code('fumibako_http_seconds'), 'route, status', 'Histogram: time to answer a request of this process.']),
    row([code('fumibako_process_…'), '', 'Memory, CPU, handles and event loop of this process (prom-client).']),
    '',
    '## Alerts of deploy/prometheus/rules.yml',
    '',
    row(['alert', 'when', 'for', 'severity']),
    row(['---', '---', '---', '---']),
    ...groups.flatMap(({ rules }) =>
      rules.map((r) => row([r.alert, code(r.expr), r.for ?? 'at once', r.labels.severity])),
    ),
    '',
  ].join('\n'),
);
