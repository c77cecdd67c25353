/** The readable page of the API: made of the OpenAPI document, one HTML file without script, fonts or network. */
import { reasonSentences } from '../../../domain/rulebook/reasons.ts';
import { rulebookScreen } from '../../../domain/rulebook/screen.ts';
import { docsWords, firstLetter } from './docsWords.ts';
import { escapeHtml as html, prose } from './html.ts';
import { problemTables } from './problemPages.ts';
import type { ProblemLanguage } from './problems.ts';

type Json = Record<string, unknown>;

const typeWords = (schema: Json): string => {
  if (typeof schema.$ref === 'string') return schema.$ref.split('/').at(-1)!;
  if (schema.const !== undefined) return `“${String(schema.const)}”`;
  if (Array.isArray(schema.enum)) return schema.enum.map(String).join(' | ');
  if (Array.isArray(schema.anyOf)) return (schema.anyOf as Json[]).map(typeWords).join(' or ');
  if (schema.type === 'array') return `list of ${typeWords((schema.items ?? {}) as Json)}`;
  if (Array.isArray(schema.type)) return schema.type.join(' or ');
  return String(schema.format ?? schema.type ?? 'any');
};

const fieldRows = (schema: Json, under = ''): string => {
  const required = (schema.required ?? []) as string[];
  return Object.entries((schema.properties ?? {}) as Record<string, Json>)
    .map(([name, field]) => {
      const row = `<tr><td><code>${under}${html(name)}</code>${required.includes(name) ? ' *' : ''}</td><td>${html(typeWords(field))}</td><td>${prose(String(field.description ?? ''))}</td></tr>`;
      const inner = field.type === 'array' ? (field.items as Json) : field;
      return inner?.properties ? row + fieldRows(inner, `${under}${name}.`) : row;
    })
    .join('\n');
};

type Words = (typeof docsWords)[ProblemLanguage];

const wide = (head: readonly string[], rows: readonly (readonly string[])[]) =>
  `<div class="wide"><table>${head.length === 0 ? '' : `<thead><tr>${head.map((h) => `<th>${prose(h)}</th>`).join('')}</tr></thead>`}<tbody>${rows
    .map((row) => `<tr>${row.map((cell) => `<td>${prose(cell)}</td>`).join('')}</tr>`)
    .join('\n')}</tbody></table></div>`;

const table = (w: Words, schema: Json) =>
  `<div class="wide"><table><thead><tr><th>${w.field}</th><th>${w.type}</th><th></th></tr></thead><tbody>${fieldRows(schema)}</tbody></table></div>`;

/** The fields of what a call answers when all is well, folded. */
const answerTable = (w: Words, responses: [string, Json][], schemas: Record<string, Json>): string => {
  const good = responses.find(([status]) => status.startsWith('2'))?.[1];
  const schema = ((good?.content as Json | undefined)?.['application/json'] as { schema?: Json } | undefined)?.schema;
  if (typeof schema?.$ref !== 'string') return '';
  const fields = schemas[schema.$ref.split('/').at(-1)!]!;
  return `<details><summary>${w.answer}</summary>${table({ ...w, field: w.answerField }, fields)}</details>`;
};

const operation = (w: Words, at: { path: string; method: string; op: Json }, schemas: Record<string, Json>): string => {
  const { path, method, op } = at;
  const parameters = (op.parameters ?? []) as Json[];
  const responses = Object.entries(op.responses as Record<string, Json>);
  const id = String(op.operationId);
  return `<section><h3 id="${html(id)}"><code>${method.toUpperCase()} ${html(path)}</code></h3>
<p>${prose(w.callNames[id] ?? String(op.summary))}</p>${op.description ? `<p>${prose(String(op.description))}</p>` : ''}
${parameters.length === 0 ? '' : `<ul>${parameters.map((q) => `<li><code>${html(String(q.name))}</code> (${html(String(q.in))}): ${prose(String(q.description))}</li>`).join('')}</ul>`}
<dl>${responses.map(([status, r]) => `<dt>${status}</dt><dd>${prose(String(r.description))}</dd>`).join('')}</dl>
${answerTable(w, responses, schemas)}</section>`;
};

type ScreenEvent = ReturnType<typeof rulebookScreen>['systems'][number]['events'][number];

const eventSection = (language: ProblemLanguage, event: ScreenEvent, schema: Json): string => {
  const w = docsWords[language];
  const data = (schema.properties as Record<string, Json>).data ?? {};
  const letters = event.letters
    .map((l) => {
      const when = l.told.condition ? `, ${w.when}: ${html(l.told.condition[language])}` : '';
      const off = l.switch && !l.switch.on ? ` (${w.off})` : '';
      return `<li><code>${html(l.type)}</code> ${w.to} ${l.to}, ${html(l.told.timing[language])}${when}${off}</li>`;
    })
    .join('');
  const followUps = event.follow_ups
    .map(
      (f) =>
        `<li><code>${html(f.type)}</code> ${w.to} ${f.to}: ${html(language === 'en' ? f.schedule : f.told.schedule.ja)}; ${w.ends} ${html((language === 'en' ? f.stops : f.told.stops.ja).join(', '))}</li>`,
    )
    .join('');
  return `<details id="event-${html(event.type)}"><summary><code>${html(event.type)}</code> <span>${html(event.says[language])}</span></summary>
${letters ? `<p>${w.letters}</p><ul>${letters}</ul>` : `<p>${w.noLetter}${event.none ? ` (<code>${event.none}</code>)` : ''}</p>`}
${followUps ? `<p>${w.followUps}</p><ul>${followUps}</ul>` : ''}
${table(w, data)}</details>`;
};

const style = `:root{color-scheme:light dark;--ink:#1a1a1a;--ground:#fff;--line:#767676;--link:#0017c1}
@media (prefers-color-scheme:dark){:root{--ink:#f2f2f2;--ground:#1a1a1c;--line:#949494;--link:#9db7f9}}
body{font:1rem/1.7 system-ui,sans-serif;color:var(--ink);background:var(--ground);margin:0 auto;max-width:60rem;padding:1rem}
a{color:var(--link)}code{font-family:ui-monospace,monospace;overflow-wrap:anywhere}
table{border-collapse:collapse;width:100%}th,td{border-bottom:1px solid var(--line);padding:.25rem .5rem;text-align:left;vertical-align:top}
.wide{overflow-x:auto}dt{font-weight:bold}dd{margin:0 0 .5rem 1rem}summary{padding:.5rem 0;cursor:pointer}
details{border-bottom:1px solid var(--line)}pre{overflow-x:auto;border:1px solid var(--line);padding:1rem}`;

const schemaName = (type: string) =>
  type
    .split(/[.-]/)
    .map((w) => w[0]!.toUpperCase() + w.slice(1))
    .join('');

const firstSteps = (w: Words, url: string) =>
  `<ol>${w.first.steps.map((step) => `<li>${prose(step)}</li>`).join('')}</ol>
${firstLetter(url)
  .map(([name, code]) => `<h3>${name}</h3><pre><code>${html(code)}</code></pre>`)
  .join('\n')}
<p>${prose(w.first.dry)}</p>`;

const eventParts = (language: ProblemLanguage, schemas: Record<string, Json>) =>
  rulebookScreen()
    .systems.filter((s) => s.reported_by_keys)
    .map(
      (s) =>
        `<h3 id="${s.system}">${s.system}</h3>${s.events.map((e) => eventSection(language, e, schemas[schemaName(e.type)]!)).join('\n')}`,
    )
    .join('\n');

const callParts = (w: Words, paths: unknown, schemas: Record<string, Json>) =>
  Object.entries(paths as Record<string, Record<string, Json>>)
    .flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, op]) => operation(w, { path, method, op }, schemas)),
    )
    .join('\n');

/** The calls of one door. */
const pathsOf = (document: Json, door: string) =>
  Object.fromEntries(Object.entries(document.paths as Json).filter(([path]) => path.startsWith(door)));

/** The whole page. `perMinute`: requests that a key may make, 0 for no limit. */
export const docsPage = (document: Json, p: { language: ProblemLanguage; perMinute: number }): string => {
  const { language } = p;
  const w = docsWords[language];
  const schemas = (document.components as Json).schemas as Record<string, Json>;
  const { url } = (document.servers as { url: string }[])[0]!;
  const rate = p.perMinute === 0 ? '–' : p.perMinute.toLocaleString('en');
  const limits = w.limits.rows.map((row) => row.map((cell) => cell.replace('{rate}', rate)));
  const reasons = Object.entries(reasonSentences).map(([code, says]) => [`\`${code}\``, says[language]]);
  const parts: [id: string, title: string, body: string][] = [
    ['first', w.first.title, firstSteps(w, url)],
    ['calls', w.calls, callParts(w, pathsOf(document, '/api/v1'), schemas)],
    [
      'callbacks',
      w.callbacks,
      `${callParts(w, document.webhooks, schemas)}${table(w, schemas.Callback!)}<p><a href="/api/example/receiver.mjs"><code>receiver.mjs</code></a></p>`,
    ],
    ['notify', w.notify.title, `<p>${prose(w.notify.about)}</p>${callParts(w, pathsOf(document, '/v2'), schemas)}`],
    ['limits', w.limits.title, wide(w.limits.head, limits)],
    ['kept', w.kept.title, wide([], w.kept.rows)],
    ['reasons', w.reasons.title, `<p>${prose(w.reasons.about)}</p>${wide([], reasons)}`],
    ['outcomes', w.outcomes.title, wide([], w.outcomes.rows)],
    ['problems', w.problems.title, `<p>${prose(w.problems.about)}</p>${problemTables(language)}`],
    ['events', w.events.title, `<p>${prose(w.events.about)}</p>${eventParts(language, schemas)}`],
  ];
  const other = language === 'ja' ? 'en' : 'ja';
  return `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>Fumibako API</title><link rel="stylesheet" href="/api/docs.css"></head>
<body><main><p><a href="/api/docs?lang=${other}" lang="${other}">${w.other}</a></p><h1>Fumibako API</h1>
<p>${prose(w.about)} ${w.program} <a href="/api/openapi.json">openapi.json</a></p>
<nav aria-label="${w.contents}"><ul>${parts.map(([id, title]) => `<li><a href="#${id}">${title}</a></li>`).join('')}</ul></nav>
${parts.map(([id, title, body]) => `<h2 id="${id}">${title}</h2>\n${body}`).join('\n')}
</main></body></html>
`;
};

/** Its style, apart because pages of the hub carry none inline. */
export const docsStyle = style;
