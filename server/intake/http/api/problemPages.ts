/** `/problems/<code>`: what a problem or a complaint about a field means and how to mend it, in English and Japanese. No script, no network. */
import type Router from '@koa/router';
import { escapeHtml as html, prose } from './html.ts';
import {
  fieldSentences,
  type ProblemCode,
  type ProblemLanguage,
  problemPath,
  problems,
  problemWords,
} from './problems.ts';

const said = {
  en: {
    list: 'Problems of the API',
    requests: 'Whole requests',
    fields: 'Fields (in `errors` of a 422)',
    mend: 'How to mend it',
    about: 'A complaint about one field: the answer names row, field and value.',
    status: 'Status',
    example: 'An answer',
    docs: 'The documentation of the API',
    none: 'There is no problem of this name.',
    other: '日本語',
  },
  ja: {
    list: 'APIの問題の一覧',
    requests: '依頼全体の問題',
    fields: '項目の問題(422 の `errors`)',
    mend: '直し方',
    about: '一つの項目についての問題です。応答に、行・項目・値があります。',
    status: 'ステータス',
    example: '応答の例',
    docs: 'APIの説明書',
    none: 'この名前の問題はありません。',
    other: 'English',
  },
} as const;

const page = (language: ProblemLanguage, p: { title: string; body: string; path: string }): string => {
  const w = said[language];
  const other = language === 'ja' ? 'en' : 'ja';
  return `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${html(p.title)}</title><link rel="stylesheet" href="/api/docs.css"></head>
<body><main><p><a href="${p.path}?lang=${other}" lang="${other}">${w.other}</a></p><h1>${html(p.title)}</h1>
${p.body}
<p><a href="/problems?lang=${language}">${w.list}</a> · <a href="/api/docs?lang=${language}">${w.docs}</a></p></main></body></html>
`;
};

const isProblem = (code: string): code is ProblemCode => Object.hasOwn(problems, code);

/** What stands about one code; null for a code that there is not. */
const bodyOf = (code: string, language: ProblemLanguage, base: string): string | null => {
  const w = said[language];
  if (isProblem(code)) {
    const { title, mend } = problemWords[language].requests[code];
    const example = { type: `${base}${problemPath(code)}`, title, status: problems[code], code };
    return `<p>${html(title)}</p>
<dl><dt>${w.status}</dt><dd>${problems[code]}</dd><dt>${w.mend}</dt><dd>${prose(mend)}</dd></dl>
<h2>${w.example}</h2><pre><code>${html(JSON.stringify(example, null, 2))}</code></pre>`;
  }
  const sentence = problemWords[language].fields[code];
  return sentence === undefined
    ? null
    : `<p><code>data.…</code> ${prose(sentence.replace(/\{\w+\}/g, '…'))}</p><p>${w.about}</p>`;
};

/** All codes with their meaning, as a table of links. */
export const problemTables = (language: ProblemLanguage): string => {
  const w = said[language];
  const row = (code: string, status: string, text: string) =>
    `<tr><td><a href="${problemPath(code)}?lang=${language}"><code>${code}</code></a></td><td>${status}</td><td>${prose(text)}</td></tr>`;
  const requests = Object.entries(problems).map(([code, status]) => {
    const { title, mend } = problemWords[language].requests[code as ProblemCode];
    return row(code, String(status), `${title}${language === 'ja' ? '。' : '. '}${mend}`);
  });
  const fields = Object.keys(fieldSentences).map((code) =>
    row(code, '422', problemWords[language].fields[code]!.replace(/\{\w+\}/g, '…')),
  );
  const table = (rows: string[]) => `<div class="wide"><table><tbody>${rows.join('\n')}</tbody></table></div>`;
  return `<h3>${w.requests}</h3>${table(requests)}<h3>${prose(w.fields)}</h3>${table(fields)}`;
};

/** `?lang=` before what the browser asks for. */
export const pageLanguage = (ctx: {
  query: Record<string, unknown>;
  acceptsLanguages(...l: string[]): string | false;
}): ProblemLanguage => {
  const asked = ctx.query.lang;
  if (asked === 'ja' || asked === 'en') return asked;
  return ctx.acceptsLanguages('en', 'ja') === 'ja' ? 'ja' : 'en';
};

export const problemRoutes = (router: Router, p: { publicUrl: () => string }): void => {
  router.get('/problems', (ctx) => {
    const language = pageLanguage(ctx);
    ctx.vary('Accept-Language');
    ctx.type = 'text/html; charset=utf-8';
    ctx.body = page(language, { title: said[language].list, body: problemTables(language), path: '/problems' });
  });
  router.get('/problems/:code', (ctx) => {
    const language = pageLanguage(ctx);
    const code = (ctx.params as { code: string }).code;
    const body = bodyOf(code, language, p.publicUrl());
    ctx.vary('Accept-Language');
    ctx.type = 'text/html; charset=utf-8';
    ctx.status = body === null ? 404 : 200;
    ctx.body = page(language, {
      title: body === null ? said[language].none : code,
      body: body ?? '',
      path: body === null ? '/problems' : problemPath(code),
    });
  });
};
