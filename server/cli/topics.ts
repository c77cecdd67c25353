/** `hub topics …` */
import { openBulletinTopics } from '../domain/bulletins/topicList.ts';
import type { Command } from './command.ts';

export const topicCommands: Command[] = [
  {
    name: 'topics list',
    takes: '',
    says: 'topics that residents can choose, with their codes',
    options: {},
    needs: 0,
    async run(_words, ground, out) {
      const { db } = await ground();
      const topics = await openBulletinTopics(db);
      for (const t of topics) out.line(`${t.code.padEnd(28)} ${t.group.padEnd(18)} ${t.names.ja} / ${t.names.en}`);
      if (topics.length === 0) out.line('There are no topics yet.');
      out.answer(topics);
    },
  },
];
