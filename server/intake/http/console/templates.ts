/** Console: texts that staff write for the application systems. */
import { templateRoutes } from '../../../contract/console/templates.ts';
import type { Policy } from '../../../domain/policy/policy.ts';
import type { CustomTemplate, CustomTemplates } from '../../../domain/templates/templates.ts';
import type { Bundle } from '../../../letters/bundle.ts';
import { customFields, fillCustom, renderCustom } from '../../../letters/custom.ts';
import { type ConsoleRoute, route } from './mount.ts';

type Parts = { templates: CustomTemplates; policy: Policy; bundle: Bundle };

const line = (t: CustomTemplate & { draft: number | null }) => ({
  id: t.id,
  system: t.system,
  language: t.language,
  name: t.name,
  sent: t.published ? t.version : null,
  draft: t.draft,
  archived: t.archived,
  changedAt: t.changedAt,
});

export const templateConsole = ({ templates, policy, bundle }: Parts): ConsoleRoute[] => {
  const show = async (id: string) => {
    const [whole, versions, names] = await Promise.all([templates.line(id), templates.versions(id), policy.names()]);
    return {
      ...line(whole),
      versions: versions.map((v) => ({
        version: v.version,
        published: v.published,
        name: v.name,
        subject: v.subject,
        body: v.body,
        by: names.get(v.author) ?? v.author,
        at: v.changedAt,
      })),
    };
  };
  return [
    route(templateRoutes.list, async ({ input }) => ({
      data: (await templates.list({ archived: input.archived === 'yes' })).map(line),
      next: null,
    })),
    route(templateRoutes.show, ({ id }) => show(id)),
    route(templateRoutes.create, async ({ input, who }) =>
      show((await templates.create({ ...input, actor: who.actor })).id),
    ),
    route(templateRoutes.edit, async ({ id, input, who }) => {
      const { version, ...text } = input;
      await templates.edit(id, text, who.actor, version);
      return show(id);
    }),
    route(templateRoutes.publish, async ({ id, input, who }) => {
      await templates.publish(id, input.version, who.actor);
      return show(id);
    }),
    route(templateRoutes.archive, async ({ id, who }) => {
      await templates.archive(id, who.actor);
      return show(id);
    }),
    route(templateRoutes.restore, async ({ id, who }) => {
      await templates.restore(id, who.actor);
      return show(id);
    }),
    route(templateRoutes.preview, async ({ input }) => {
      const { system, language, subject, body, values } = input;
      const filled = fillCustom({ subject, body }, values);
      const letter = renderCustom({ bundle, system, language, subject: filled.subject, body: filled.body });
      const mail = {
        subject: letter.subject,
        text: letter.text,
        html: letter.html ?? '',
        from: letter.fromName,
        fallback: null,
      };
      return { mail, fields: customFields({ subject, body }), missing: filled.missing };
    }),
  ];
};
