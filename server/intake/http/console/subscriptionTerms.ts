/** Console: the terms of use and new ones. */
import { inEvery, type Language } from '../../../contract/codes.ts';
import type { Preview } from '../../../contract/console/bulletins.ts';
import { subscriptionTermsRoutes } from '../../../contract/console/subscriptionTerms.ts';
import { LEAST_DAYS, MOST_DAYS, type Terms } from '../../../domain/subscriptions/terms.ts';
import type { Proposal, TermsProposals } from '../../../domain/subscriptions/termsProposals.ts';
import type { Bundle } from '../../../letters/bundle.ts';
import { findMailType } from '../../../letters/catalogue.ts';
import { sampleFacts } from '../../../letters/check.ts';
import { renderLetter } from '../../../letters/render.ts';
import { type TermsTexts, writtenOf } from '../../../letters/termsText.ts';
import { type ConsoleRoute, done, route } from './mount.ts';

type Parts = {
  terms: Terms;
  termsProposals: TermsProposals;
  bundle: Bundle;
  /** The terms that hold now. */
  textsNow: () => { texts: TermsTexts; fromFiles: boolean };
  /** The page that a reader of older terms opens from the mail. */
  page: (texts: TermsTexts, language: Language, by: string) => string;
  /** Where residents reach the hub, as the preview names it. */
  publicUrl: () => string;
};

const TYPE = findMailType('nl-new-terms')!;

const written = (texts: TermsTexts) => inEvery((l) => writtenOf(texts[l]));

const mailOf = (p: Parts, language: Language, by: string): Preview => {
  const letter = renderLetter({
    bundle: p.bundle,
    type: TYPE,
    system: 'nl',
    languages: [language],
    variables: { ...TYPE.sample, accept_by: by },
    ...sampleFacts,
  });
  return {
    subject: letter.subject,
    text: letter.text,
    html: letter.html ?? '',
    from: `${letter.fromName} <${letter.from}>`,
    fallback: null,
  };
};

const previewsOf = (p: Parts, texts: TermsTexts, by: string) => ({
  mail: inEvery((language) => mailOf(p, language, by)),
  page: inEvery((language): Preview => {
    const { title, text } = writtenOf(texts[language]);
    const html = p.page(texts, language, by);
    return { subject: title, text, html, from: `${p.publicUrl()}/m/new-terms/…`, fallback: null };
  }),
});

const lineOf = (one: Proposal) => ({
  id: one.public_id,
  state: one.state,
  holds: one.holds,
  fromDay: one.from_day,
  byDay: one.by_day,
  fromAt: one.from_at,
  proposed: { by: one.names.actor, at: one.created_at },
  approved: one.approved_at === null ? null : { by: one.names.approved ?? '', at: one.approved_at },
  ended: one.ended_at === null ? null : { by: one.names.ended ?? '', at: one.ended_at, reason: one.reason ?? '' },
  work: one.work && {
    state: one.work.state,
    done: one.work.done,
    total: one.work.total,
    mails: (one.work.result as { mails?: number } | null)?.mails ?? null,
  },
});

export const subscriptionTermsConsole = (p: Parts): ConsoleRoute[] => [
  route(subscriptionTermsRoutes.show, async () => {
    const proposals = await p.termsProposals.list();
    const { texts, fromFiles } = p.textsNow();
    const { since, revisions } = await p.terms.held();
    return {
      now: { texts: written(texts), fromFiles, since, versions: [...revisions] },
      proposals: proposals.map(lineOf),
      days: { least: LEAST_DAYS, most: MOST_DAYS },
    };
  }),
  route(subscriptionTermsRoutes.counts, () => p.terms.show()),
  route(subscriptionTermsRoutes.look, async ({ input }) => {
    const texts = p.termsProposals.check(input);
    return { previews: previewsOf(p, texts, input.by), counts: await p.termsProposals.estimate(texts) };
  }),
  route(subscriptionTermsRoutes.propose, async ({ input, who }) => ({
    id: await p.termsProposals.propose(who, input),
  })),
  route(subscriptionTermsRoutes.one, async ({ id, who }) => {
    const one = await p.termsProposals.one(id);
    return {
      ...lineOf(one),
      hash: one.hash,
      texts: written(one.texts),
      now: written(p.textsNow().texts),
      may: await p.termsProposals.may(who, id),
      previews: previewsOf(p, one.texts, one.by_day),
    };
  }),
  route(subscriptionTermsRoutes.estimate, async ({ id }) =>
    p.termsProposals.estimate((await p.termsProposals.one(id)).texts),
  ),
  route(subscriptionTermsRoutes.approve, async ({ id, input, who }) => {
    await p.termsProposals.approve(who, id, input.hash);
    return done;
  }),
  route(subscriptionTermsRoutes.cancel, async ({ id, input, who }) => {
    await p.termsProposals.cancel(who, id, input.reason);
    return done;
  }),
];
