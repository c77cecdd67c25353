/** API v1, the hub's own: events in, and what became of them (events.md). */
import { readFile } from 'node:fs/promises';
import Router from '@koa/router';
import type { z } from 'zod';
import { advance as advanceSchema } from '../../../contract/api.ts';
import { type ApiCalls, apiCalls } from '../../../contract/apiCalls.ts';
import { isEventSystem } from '../../../contract/events.ts';
import type { EventsResult } from '../../../domain/cases/cases.ts';
import { fieldErrors } from '../../../domain/cases/checkEvent.ts';
import { realmOf } from '../../../domain/cases/parts.ts';
import { rulebookScreen } from '../../../domain/rulebook/screen.ts';
import { isoJst, toInstant } from '../../../lib/clock.ts';
import { type FieldError, HubError, invalid } from '../../../lib/errors.ts';
import { openState, sealState } from '../../../lib/seal.ts';
import { noteCall } from '../../../lib/traces.ts';
import { readJson } from './body.ts';
import { readEvents } from './cloudEvents.ts';
import { docsPage, docsStyle } from './docs.ts';
import { openApiDocument } from './openapi.ts';
import type { ApiParts } from './parts.ts';
import { pageLanguage, problemRoutes } from './problemPages.ts';
import { fieldSentence, type ProblemLanguage, problemOf } from './problems.ts';
import { type Answer, type Call, call, languageOf, param, type Run, sendProblem } from './route.ts';

const json = (body: unknown, status = 200, headers?: Record<string, string>): Answer => ({
  status,
  body,
  ...(headers ? { headers } : {}),
});

/** Which problem a refused report is: another system's event and a conflict have statuses of their own. */
const refusal = (result: EventsResult): HubError => {
  const has = (code: string) => result.errors.some((e) => e.code === code);
  const code = has('system.other')
    ? 'system.other'
    : has('event.conflict')
      ? 'event.conflict'
      : has('address.old-differs')
        ? 'address.old-differs'
        : has('request-key.conflict')
          ? 'request-key.conflict'
          : 'input.invalid';
  return new HubError(code, {}, result.errors);
};

const errorsShown = (result: EventsResult, language: ProblemLanguage) =>
  result.errors.map((e) => ({ row: e.row, field: e.field, code: e.code, detail: fieldSentence(e, language) }));

/** Warnings in sentences, as errors are. */
const shownAnswer = <T extends { warnings?: readonly FieldError[] }>(answer: T, language: ProblemLanguage) => ({
  ...answer,
  ...(answer.warnings
    ? { warnings: answer.warnings.map((w) => ({ field: w.field, code: w.code, detail: fieldSentence(w, language) })) }
    : {}),
});

const report =
  (p: ApiParts): Run<ApiCalls['reportEvents']['query']> =>
  async (c, { mode, dry_run: dryRun, unknown_subject: unknownSubject }) => {
    const refuseUnknown = unknownSubject === 'refuse';
    const requestKey = c.ctx.get('idempotency-key');
    if (requestKey.length > 255) throw new HubError('query.invalid', { parameter: 'Idempotency-Key' });
    const { events, batch } = await readEvents(c.ctx);
    if (batch && events.length === 0) return json({ events: [], errors: [] }, 202);
    const from = p.clock.now();
    const acting = { system: c.caller.system, keyType: c.caller.type, actor: c.caller.actor };
    const result = await p.applications.report(
      acting,
      { events, mode, dryRun, refuseUnknown, ...(requestKey ? { requestKey } : {}) },
      (email) => p.keys.mayWriteTo(c.caller, email),
    );
    if (!dryRun)
      noteCall(
        p.traces,
        result.answers.flatMap(({ letters }) => letters.flatMap(({ id }) => id ?? [])),
        {
          ...{ name: 'event taken', from, to: p.clock.now(), facts: { 'event.system': acting.system } },
          traceparent: c.ctx.get('traceparent'),
        },
      );
    if (result.answers.length === 0 && result.errors.length > 0) throw refusal(result);
    const language = languageOf(c.ctx);
    const shownErrors = () => errorsShown(result, language);
    const answers = result.answers.map((answer) => shownAnswer(answer, language));
    if (batch) return json({ events: answers, errors: shownErrors() }, 202);
    const [answer] = answers;
    return json(result.errors.length > 0 ? { ...answer, errors: shownErrors() } : answer, 202, {
      Location: `/api/v1/events/${encodeURIComponent(answer!.id)}`,
    });
  };

const actingOf = (c: Call) => ({ system: c.caller.system, keyType: c.caller.type, actor: c.caller.actor });

const ownSystem = (c: Call): void => {
  const system = param(c.ctx, 'system');
  if (!isEventSystem(system)) throw new HubError('not.found', { what: 'system' });
  if (system !== c.caller.system) throw new HubError('system.other', { system });
};

const listCases =
  (p: ApiParts): Run<ApiCalls['listCases']['query']> =>
  async (c, { cursor, limit }) => {
    const name = `cases:${c.caller.system}`;
    const before = cursor === undefined ? null : openState<{ changedAt: number; id: number }>(p.ring, name, cursor);
    if (cursor !== undefined && !before) throw new HubError('query.invalid', { parameter: 'cursor' });
    const rows = await p.applications.cases(
      { system: c.caller.system, realm: realmOf(c.caller.type) },
      { limit, ...(before ? { before } : {}) },
    );
    const last = rows.length === limit ? rows.at(-1) : undefined;
    return json({
      cases: rows.map(({ cursor: _, ...row }) => row),
      next: last ? sealState(p.ring, name, last.cursor) : null,
    });
  };

const playForward =
  (p: ApiParts) =>
  async (c: Call): Promise<Answer> => {
    ownSystem(c);
    const body = advanceSchema.safeParse(await readJson(c.ctx, { strict: true }), { reportInput: true });
    if (!body.success) throw invalid(fieldErrors(body.error.issues));
    const done = await p.applications.advance(actingOf(c), {
      subject: param(c.ctx, 'subject'),
      to: toInstant(body.data.to),
    });
    return json({ at: isoJst(done.at), letters: done.letters });
  };

/** What each route of the contract does. */
const runsOf = (p: ApiParts): { [K in keyof ApiCalls]: Run<ApiCalls[K]['query']> } => ({
  reportEvents: report(p),
  // The same door under a name of its own: clients generated of the document have a call for each.
  reportBatch: report(p),
  getEvent: async (c, { source }) =>
    json(shownAnswer(await p.applications.event(actingOf(c), param(c.ctx, 'id'), source), languageOf(c.ctx))),
  listCases: listCases(p),
  getCase: async (c) => {
    ownSystem(c);
    return json(await p.applications.case(actingOf(c), param(c.ctx, 'subject')));
  },
  advanceCase: playForward(p),
  getLetter: async (c) => json(await p.applications.letter(actingOf(c), param(c.ctx, 'id'))),
  resendLetter: async (c) => json(await p.applications.resend(actingOf(c), param(c.ctx, 'id')), 202),
  cancelLetter: async (c) => json(await p.applications.cancel(actingOf(c), param(c.ctx, 'id'))),
  getRulebook: async () => json(rulebookScreen()),
});

/** The receiver that the page shows. */
const RECEIVER = new URL('../../../../docs/example/receiver.mjs', import.meta.url);

/** Whatever of v1 is no call. */
const ELSEWHERE = '/api/v1/{*rest}';

/** All calls of v1, and the two pages that need no key. */
export const apiRoutes = (p: ApiParts): Router => {
  const router = new Router();
  for (const [id, run] of Object.entries(runsOf(p)))
    call(router, p, apiCalls[id as keyof ApiCalls], run as Run<z.ZodObject>);
  problemRoutes(router, p);
  router.get('/api/openapi.json', (ctx) => {
    ctx.body = openApiDocument(p.publicUrl());
  });
  router.get('/api/docs', (ctx) => {
    ctx.vary('Accept-Language');
    ctx.type = 'text/html; charset=utf-8';
    ctx.body = docsPage(openApiDocument(p.publicUrl()), { language: pageLanguage(ctx), perMinute: p.perMinute });
  });
  router.get('/api/example/receiver.mjs', async (ctx) => {
    ctx.type = 'text/javascript; charset=utf-8';
    ctx.body = await readFile(RECEIVER, 'utf8');
  });
  router.get('/api/docs.css', (ctx) => {
    ctx.type = 'text/css; charset=utf-8';
    ctx.body = docsStyle;
  });
  router.all(ELSEWHERE, (ctx) => {
    const here = router.match(ctx.path, ctx.method).path.filter((layer) => layer.path !== ELSEWHERE);
    const methods = [...new Set(here.flatMap((layer) => layer.methods))];
    if (methods.length > 0) ctx.set('Allow', methods.join(', '));
    const code = methods.length > 0 ? 'method.not-allowed' : 'not.found';
    sendProblem(p, ctx, problemOf(code, { language: languageOf(ctx) }));
  });
  return router;
};
