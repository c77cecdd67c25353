/** A real Prometheus reads a real hub; every alert is fired by its fault and by nothing else. */
import { execFileSync, spawn } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { testApp } from '../support/app.ts';
import { freePort } from '../support/ports.ts';
import { until } from '../support/until.ts';

const shipped = new URL('../../deploy/prometheus/', import.meta.url).pathname;
const TOKEN = 'a-token-for-the-metrics';

type Rule = {
  alert: string;
  expr: string;
  for?: string;
  labels: { severity: string };
  annotations: { summary: string };
};
const rules = (
  parse(readFileSync(join(shipped, 'rules.yml'), 'utf8')) as { groups: { rules: Rule[] }[] }
).groups.flatMap((group) => group.rules);

/** Fault by alert: series with their values, a minute apart (promtool's notation). Five hours long. */
const faults: Record<string, [series: string, values: string][]> = {
  FumibakoNotRead: [['up{job="fumibako",instance="hub"}', '0x300']],
  FumibakoDatabaseAway: [['fumibako_up', '0x300']],
  FumibakoTrouble: [['fumibako_trouble{code="flow-stands"}', '1x300']],
  FumibakoNothingAccepted: [
    ['fumibako_mail_waiting{shape="bulletin",lane="bulletin"}', '500x300'],
    ['fumibako_last_accepted_seconds', '0+60x300'],
  ],
  FumibakoLettersOld: [['fumibako_mail_oldest_seconds{lane="transactional"}', '0+60x300']],
  FumibakoNoDelivery: [['fumibako_workers', '0x300']],
  FumibakoClockLate: [['fumibako_clock_late_seconds', '0+60x300']],
  FumibakoJobFailing: [['fumibako_job_failing{job="sendCallbacks"}', '1x300']],
  FumibakoFollowUpsLate: [['fumibako_follow_ups_late_seconds', '0+60x300']],
  FumibakoRefused: [
    ['fumibako_mails_total{result="refused",lane="bulletin",class="other"}', '0+40x300'],
    ['fumibako_mails_total{result="accepted",lane="bulletin",class="other"}', '0+60x300'],
  ],
  FumibakoQueueRests: [['fumibako_queue_resting{class="docomo",reason="deferred"}', '1x300']],
  FumibakoCallbacksWait: [['fumibako_callbacks_waiting{endpoint="cb1"}', '2000x300']],
  FumibakoBouncesHigh: [['fumibako_returned_mails{class="hard"}', '800x300']],
  FumibakoTasksWait: [['fumibako_tasks_open{kind="letter-bounced"}', '2x300']],
  FumibakoDiskLow: [['fumibako_disk_free_bytes{instance="hub"}', '1e9x300']],
  FumibakoWalLarge: [['fumibako_wal_bytes', '2e9x300']],
  FumibakoEventLoopLag: [['fumibako_process_nodejs_eventloop_lag_p99_seconds{instance="hub"}', '3x300']],
  FumibakoRequestsFail: [
    ['fumibako_http_seconds_count{route="/m",status="500"}', '0+60x300'],
    ['fumibako_http_seconds_count{route="/m",status="200"}', '0+600x300'],
  ],
};

/** A hub that is well: nothing fires. */
const calm: [string, string][] = [
  ['up{job="fumibako",instance="hub"}', '1x300'],
  ['fumibako_up', '1x300'],
  ['fumibako_mail_waiting{shape="letter",lane="transactional"}', '3x300'],
  ['fumibako_last_accepted_seconds', '2x300'],
  ['fumibako_mail_oldest_seconds{lane="transactional"}', '1x300'],
  ['fumibako_workers', '2x300'],
  ['fumibako_clock_late_seconds', '0x300'],
  ['fumibako_job_failing{job="sendCallbacks"}', '0x300'],
  ['fumibako_follow_ups_late_seconds', '0x300'],
  ['fumibako_mails_total{result="accepted",lane="bulletin",class="other"}', '0+6000x300'],
  ['fumibako_mails_total{result="refused",lane="bulletin",class="other"}', '0+5x300'],
  ['fumibako_disk_free_bytes{instance="hub"}', '50e9x300'],
  ['fumibako_wal_bytes', '4e6x300'],
  ['fumibako_process_nodejs_eventloop_lag_p99_seconds{instance="hub"}', '0.02x300'],
  ['fumibako_http_seconds_count{route="/m",status="200"}', '0+600x300'],
];

let room: string;
beforeAll(() => {
  room = mkdtempSync(join(tmpdir(), 'fumibako-prometheus-'));
  copyFileSync(join(shipped, 'rules.yml'), join(room, 'rules.yml'));
});
afterAll(() => rmSync(room, { recursive: true, force: true }));

const series = (rows: readonly [string, string][]) => rows.map(([name, values]) => ({ series: name, values }));
/** What promtool says of one set of series; throws when an alert that is expected is not there, or another is. */
const play = (rows: readonly [string, string][], firing: readonly string[]) => {
  const expr = 'count by (alertname) (ALERTS{alertstate="firing"})';
  const samples = firing.map((alert) => ({ labels: `{alertname="${alert}"}`, value: 1 }));
  const test = {
    rule_files: ['rules.yml'],
    evaluation_interval: '1m',
    tests: [
      {
        interval: '1m',
        input_series: series(rows),
        promql_expr_test: [{ expr, eval_time: '290m', exp_samples: samples }],
      },
    ],
  };
  writeFileSync(join(room, 'test.yml'), stringify(test));
  execFileSync('promtool', ['test', 'rules', 'test.yml'], { cwd: room, stdio: 'pipe' });
};

describe('the alerts', () => {
  it('have a fault each that fires them, and no other', () => {
    expect(Object.keys(faults).sort()).toEqual(rules.map((rule) => rule.alert).sort());
    for (const [alert, rows] of Object.entries(faults)) {
      const names = new Set(rows.map(([name]) => name));
      const others = alert === 'FumibakoNothingAccepted' ? [] : calm.filter(([name]) => !names.has(name));
      play([...others, ...rows], [alert]);
    }
  });

  it('are silent while the hub is well', () => {
    play(calm, []);
    expect(() => play(calm, ['FumibakoNoDelivery'])).toThrow();
  });
});

describe('a real Prometheus', () => {
  it('reads the hub with the token, and knows every figure that alerts and dashboard ask for', async () => {
    const app = await testApp({ METRICS_TOKEN: TOKEN, ROLES: 'web,clock' });
    const text = async (headers: Record<string, string>) => fetch(`${app.url}/metrics`, { headers });
    expect((await text({})).status).toBe(401);
    expect((await text({ Authorization: 'Bearer a-token-for-the-metrick' })).status).toBe(401);
    await fetch(`${app.url}/m/ja_entry`);
    const page = await (await text({ Authorization: `Bearer ${TOKEN}` })).text();
    expect(page).toContain('fumibako_up 1');
    expect(page).not.toContain('example.jp');

    const port = await freePort();
    const scrape = { job_name: 'fumibako', authorization: { credentials: TOKEN }, scrape_interval: '1s' };
    const config = {
      rule_files: ['rules.yml'],
      scrape_configs: [{ ...scrape, static_configs: [{ targets: [new URL(app.url).host] }] }],
    };
    writeFileSync(join(room, 'prometheus.yml'), stringify(config));
    const child = spawn(
      'prometheus',
      [
        `--config.file=${join(room, 'prometheus.yml')}`,
        `--storage.tsdb.path=${join(room, 'data')}`,
        `--web.listen-address=127.0.0.1:${port}`,
      ],
      { stdio: 'ignore' },
    );
    type Answer = { status: string; data: { result: { metric: Record<string, string>; value: [number, string] }[] } };
    const ask = async (expr: string): Promise<Answer> =>
      (
        await fetch(`http://127.0.0.1:${port}/api/v1/query?query=${encodeURIComponent(expr)}`)
      ).json() as Promise<Answer>;
    try {
      const isUp = () =>
        ask('up{job="fumibako"}').then(
          ({ data }) => data.result[0]?.value[1] === '1',
          () => false,
        );
      expect(await until(isUp, 60_000)).toBe(true);
      expect((await ask('fumibako_http_seconds_count{route="/m/:language_entry"}')).status).toBe('success');
      const dashboard = JSON.parse(readFileSync(join(shipped, 'dashboard.json'), 'utf8')) as {
        panels: { targets: { expr: string }[] }[];
      };
      const asked = [
        ...rules.map((rule) => rule.expr),
        ...dashboard.panels.flatMap((p) => p.targets.map((t) => t.expr)),
      ];
      for (const expr of asked) expect((await ask(expr)).status, expr).toBe('success');
      const known = new Set([...page.matchAll(/^# HELP (\S+)/gm)].map(([, name]) => name));
      const names = new Set(asked.flatMap((expr) => expr.match(/fumibako_[a-z0-9_]+/g) ?? []));
      for (const name of names) {
        const base = name.replace(/_(bucket|count|sum)$/, '');
        expect(known.has(name) || known.has(base), name).toBe(true);
      }
    } finally {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
      await app.stop();
    }
  });
});
