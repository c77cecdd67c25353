/** The readable page of the API: made of the OpenAPI document, one HTML file without script, fonts or network. */
import { rulebookScreen } from '../../../domain/rulebook/screen.ts';

type Json = Record<string, unknown>;

const html = (text: string) =>
  text.replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c]!);
/** Backticks of descriptions become code. */
const prose = (text: string) => html(text).replace(/`([^`]+)`/g, '<code>$1</code>');

const typeWords = (schema: Json): string => {
  if (typeof schema.$ref === 'string') return schema.$ref.split('/').at(-1)!;
  if (schema.const !== undefined) return `“${String(schema.const)}”`;
  if (Array.isArray(schema.enum)) return schema.enum.map(String).join(' | ');
  if (Array.isArray(schema.anyOf)) return (schema.anyOf as Json[]).map(typeWords).join(' or ');
  if (schema.type === 'array') return `list of ${typeWords((schema.items ?? {}) as Json)}`;
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

const table = (schema: Json) =>
  `<div class="wide"><table><thead><tr><th>field (* required)</th><th>type</th><th></th></tr></thead><tbody>${fieldRows(schema)}</tbody></table></div>`;

const operation = (path: string, method: string, op: Json): string => {
  const parameters = (op.parameters ?? []) as Json[];
  const responses = Object.entries(op.responses as Record<string, Json>);
  return `<section><h3 id="${html(String(op.operationId))}"><code>${method.toUpperCase()} ${html(path)}</code></h3>
<p>${prose(String(op.summary))}</p>
${parameters.length === 0 ? '' : `<ul>${parameters.map((q) => `<li><code>${html(String(q.name))}</code> (${html(String(q.in))}): ${prose(String(q.description))}</li>`).join('')}</ul>`}
<dl>${responses.map(([status, r]) => `<dt>${status}</dt><dd>${prose(String(r.description))}</dd>`).join('')}</dl></section>`;
};

const eventSection = (
  event: ReturnType<typeof rulebookScreen>['systems'][number]['events'][number],
  schema: Json,
): string => {
  const data = (schema.properties as Record<string, Json>).data ?? {};
  const letters = event.letters
    .map(
      (l) =>
        `<li><code>${html(l.type)}</code> to ${l.to}, ${html(l.timing)}${l.condition ? ` when ${html(l.condition)}` : ''}${l.switch ? ` (switch, ${l.switch.on ? 'on' : 'off'} by default)` : ''}</li>`,
    )
    .join('');
  const followUps = event.follow_ups
    .map(
      (f) =>
        `<li><code>${html(f.type)}</code> to ${f.to}: ${html(f.schedule)}; ends with ${html(f.stops.join(', '))}</li>`,
    )
    .join('');
  return `<details id="event-${html(event.type)}"><summary><code>${html(event.type)}</code> <span>${html(event.says.en)}</span></summary>
<p lang="ja">${html(event.says.ja)}</p>
${letters ? `<p>Letters:</p><ul>${letters}</ul>` : `<p>No letter${event.none ? ` (<code>${event.none}</code>)` : ''}.</p>`}
${followUps ? `<p>Follow-ups:</p><ul>${followUps}</ul>` : ''}
${table(data)}</details>`;
};

const style = `:root{color-scheme:light dark;--ink:#1a1a1a;--ground:#fff;--line:#767676;--link:#0017c1}
@media (prefers-color-scheme:dark){:root{--ink:#f2f2f2;--ground:#1a1a1c;--line:#949494;--link:#9db7f9}}
body{font:1rem/1.7 system-ui,sans-serif;color:var(--ink);background:var(--ground);margin:0 auto;max-width:60rem;padding:1rem}
a{color:var(--link)}code{font-family:ui-monospace,monospace;overflow-wrap:anywhere}
table{border-collapse:collapse;width:100%}th,td{border-bottom:1px solid var(--line);padding:.25rem .5rem;text-align:left;vertical-align:top}
.wide{overflow-x:auto}dt{font-weight:bold}dd{margin:0 0 .5rem 1rem}summary{padding:.5rem 0;cursor:pointer}
details{border-bottom:1px solid var(--line)}pre{overflow-x:auto;border:1px solid var(--line);padding:1rem}`;

const sample = `curl -H 'Authorization: Bearer KEY' -H 'Content-Type: application/cloudevents+json' \\
  --data '{"specversion":"1.0","id":"1","source":"/rasens/prod","type":"ras2.application.submitted",
    "subject":"2026-000123","data":{"recipients":{"filer":{"email":"a@example.co.jp","language":"ja"}},
    "procedure":"residence.change","submitted_at":"2026-11-21T08:59:58+09:00","reference":"123456789012"}}' \\
  URL/api/v1/events`;

const schemaName = (type: string) =>
  type
    .split(/[.-]/)
    .map((w) => w[0]!.toUpperCase() + w.slice(1))
    .join('');

/** The whole page. */
export const docsPage = (document: Json): string => {
  const paths = document.paths as Record<string, Record<string, Json>>;
  const schemas = (document.components as Json).schemas as Record<string, Json>;
  const { url } = (document.servers as { url: string }[])[0]!;
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, op]) => operation(path, method, op)),
  );
  const systems = rulebookScreen()
    .systems.filter((s) => s.reported_by_keys)
    .map(
      (s) =>
        `<h3 id="${s.system}">${s.system}</h3>${s.events.map((e) => eventSection(e, schemas[schemaName(e.type)]!)).join('\n')}`,
    );
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>Fumibako API</title><link rel="stylesheet" href="/api/docs.css"></head>
<body><main><h1>Fumibako API</h1>
<p>${prose(String((document.info as Json).description))} The same as a document for programs: <a href="/api/openapi.json">openapi.json</a>.</p>
<pre><code>${html(sample.replace('URL', url))}</code></pre>
<h2>Calls</h2>
${operations.join('\n')}
<h2>Events</h2>
<p>Roles, languages and links as in the field tables. Unknown fields are refused by name.</p>
${systems.join('\n')}
</main></body></html>
`;
};

/** Its style, apart because pages of the hub carry none inline. */
export const docsStyle = style;
