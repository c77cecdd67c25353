/** Console: bulletins on the pages for everybody. */
import { languages } from '../../../contract/codes.ts';
import { newsRoutes } from '../../../contract/console/news.ts';
import { paths } from '../../../contract/paths.ts';
import type { News, NewsItem, Publishing } from '../../../domain/news/news.ts';
import { notFound } from '../../../lib/errors.ts';
import { type ConsoleRoute, route } from './mount.ts';

type Parts = { news: News; publicUrl: () => string };

const shown = (p: Parts, item: NewsItem) => ({
  id: item.id,
  kind: item.kind,
  state: item.state,
  title: item.texts[0]?.subject ?? '',
  languages: item.texts.map((text) => text.language),
  topics: item.topics.map((topic) => topic.code),
  sentAt: item.sentAt,
  changedAt: item.changedAt,
  note: item.note,
  pages:
    item.state === 'published' || item.state === 'withdrawn'
      ? Object.fromEntries(languages.map((l) => [l, p.publicUrl() + paths.newsPage(l, item.id)]))
      : null,
});

const filterOf = (input: Publishing): Publishing => ({
  ...(input.topic ? { topic: input.topic } : {}),
  ...(input.from === undefined ? {} : { from: input.from }),
  ...(input.before === undefined ? {} : { before: input.before }),
});

export const newsConsole = (p: Parts): ConsoleRoute[] => {
  const one = async (id: string) => {
    const item = await p.news.page(id);
    if (!item) throw notFound('bulletin');
    return shown(p, item);
  };
  return [
    route(newsRoutes.list, async ({ input }) => {
      const { items, next } = await p.news.all({
        ...filterOf(input),
        ...(input.state ? { state: input.state } : {}),
        ...(input.cursor ? { below: input.cursor } : {}),
        limit: input.limit,
      });
      return { data: items.map((item) => shown(p, item)), next };
    }),
    route(newsRoutes.count, async ({ input, who }) => ({ n: await p.news.count(who, filterOf(input)) })),
    route(newsRoutes.publishAll, async ({ input, who }) => ({
      published: await p.news.publishAll(who, filterOf(input), input.n),
    })),
    route(newsRoutes.show, ({ id }) => one(id)),
    route(newsRoutes.publish, async ({ id, who }) => {
      await p.news.publish(who, id);
      return one(id);
    }),
    route(newsRoutes.withdraw, async ({ id, input, who }) => {
      await p.news.withdraw(who, id, input.note);
      return one(id);
    }),
  ];
};
