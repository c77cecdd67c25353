/** Words of the template screens in English; the same keys as templatesJa.ts. */
import type { templatesJa } from './templatesJa.ts';

export const templatesEn: typeof templatesJa = {
  words: {
    intro:
      'Texts of the mails that application systems send through the API. Nobody gets a draft; “Use version” counts from the next mail on.',
    create: 'Write a template',
    none: 'No templates yet',
    noneText: 'Write one when an application system sends mails in words of its own.',
    withArchived: 'Show those no longer used, too',
    archived: 'Not used',
    sent: 'Sent: version %{n}',
    draft: 'Draft: version %{n}',
    name: 'Name',
    nameHelp: 'For staff to tell it apart; it does not appear in the mail.',
    subject: 'Subject',
    subjectHelp: 'Where you write ((name)), the system puts in a value.',
    body: 'Text',
    bodyHelp:
      '((field)) becomes a value, ((field??words)) becomes words when the value is yes. # heading, * list, 1. numbers, ^ inset, --- line, [words](URL).',
    samples: 'Sample values',
    samplesHelp:
      'Only to see how it looks; they are neither kept nor sent. yes and no show and hide words, several lines become a list.',
    noFields: 'There are no ((fields)) to fill yet.',
    missing: 'Fields without a value: %{fields}. A request without a value is refused and nothing is sent.',
    saveFirst: 'Save as a draft',
    save: 'Save as draft, version %{n}',
    saved: 'Draft saved. It is not sent yet.',
    versions: 'Versions',
    version: 'Version %{n}',
    now: 'Sent now',
    change: 'Difference to the version before',
    whole: 'Text',
    take: 'Copy this text',
    publish: 'Use version %{n}',
    published: 'This version is used from the next mail on.',
    archive: 'Stop using it',
    archiveHelp: 'Requests that name it are refused. Mails already sent keep their text, and it can be used again.',
    archivedNow: 'It is no longer used.',
    archivedText: 'It is not used. Requests that name it are refused.',
    restore: 'Use it again',
    restored: 'It can be used again.',
  },
  leave: {
    title: 'Some changes are not saved',
    kept: 'The server does not have them yet. What you wrote stays on this device and is back when you open it again.',
    lost: 'What you wrote is lost if you leave now.',
    stay: 'Stay here',
    go: 'Leave without saving',
  },
  problem: {
    'template.name': 'Write a name: one line, up to 200 characters.',
    'template.subject': 'Write a subject: one line, up to 500 characters.',
    'template.empty': 'Write the text.',
    'template.too-long': 'The text is too long. Shorten it, or make two templates of it.',
    'template.archived': 'This template is no longer used. Press “Use it again” first.',
    'template.revised-meanwhile':
      'Somebody else saved first. Copy what you wrote, load the page again, and bring it into the new version.',
  },
};
