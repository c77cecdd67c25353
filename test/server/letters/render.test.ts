/** Letters from the shipped texts: both parts, several languages, inert values, no gap. */
import { describe, expect, test } from 'vitest';
import { textHtml } from '../../../server/letters/blocks.ts';
import { makeBundle } from '../../../server/letters/bundle.ts';
import { mailType, mailTypes } from '../../../server/letters/catalogue.ts';
import { sampleFacts } from '../../../server/letters/check.ts';
import { subjectColumns } from '../../../server/letters/checkText.ts';
import { stripReadings } from '../../../server/letters/furigana.ts';
import { divider, renderLetter } from '../../../server/letters/render.ts';
import type { Sender } from '../../../server/letters/sender.ts';
import type { MailType } from '../../../server/letters/types.ts';
import { columns, countedColumns } from '../../../server/letters/width.ts';
import { shipped } from './shipped.ts';

const complete = mailType('nl-registration-complete');
const letter = (variables: Record<string, unknown> = {}, languages: ('ja' | 'plja' | 'en')[] = ['ja']) =>
  renderLetter({
    bundle: shipped,
    type: complete,
    system: 'nl',
    languages,
    variables: { ...complete.sample, ...variables },
  });

/** A type and a bundle of one small text, in the shipped frame. */
const small = (text: string, variables: MailType['variables'], rest: Partial<MailType> = {}) => {
  const type: MailType = {
    id: 'small',
    systems: ['nl'],
    category: 'service',
    variables,
    sensitive: false,
    deadline: 'standard',
    sample: {},
    ...rest,
  };
  const files = Object.fromEntries(['ja', 'plja', 'en'].map((language) => [`${language}/small.txt`, text]));
  const bundle = makeBundle({ ...shipped.files, ...files });
  return (given: Record<string, unknown>, languages: ('ja' | 'plja' | 'en')[] = ['ja']) =>
    renderLetter({ bundle, type, system: 'nl', languages, variables: given });
};

/** What a mail may be in: every type, as each of its systems sends it, in every language. */
const everyMail = mailTypes.flatMap((type) =>
  type.systems.flatMap((system) => (['ja', 'plja', 'en'] as const).map((language) => ({ type, system, language }))),
);

describe('render', () => {
  test('every mail of every system links the page of help and the page on real mails, and carries its reference, in both parts', () => {
    expect(everyMail.length).toBeGreaterThan(200);
    const wrong = everyMail.flatMap(({ type, system, language }) => {
      const given = { bundle: shipped, type, system, languages: [language], variables: type.sample, ...sampleFacts };
      const { text, html } = renderLetter(given);
      const said = [
        `${sampleFacts.publicUrl}/m/${language}/contact`,
        `${sampleFacts.publicUrl}/m/${language}/real-mail`,
        sampleFacts.reference,
      ];
      if ((html === null) !== (type.plain === true)) return [`${type.id} has one part`];
      const missing = said.filter((one) => !text.includes(one) || (html !== null && !html.includes(one)));
      return missing.map((one) => `${type.id} of ${system} in ${language} has no ${one}`);
    });
    expect(wrong).toEqual([]);
  });

  test('the completion mail has topics, three links alone on their lines, the last day and the office block', () => {
    const { subject, text, fromName, from, contentLanguage } = letter();
    expect(subject).toBe('【入管庁メール】登録完了のお知らせ');
    expect([fromName, from, contentLanguage]).toEqual(['出入国在留管理庁', 'no-reply@mail.isa.go.jp', 'ja']);
    const lines = text.split('\n');
    for (const name of ['change_url', 'unsubscribe_url', 'reissue_url']) expect(lines).toContain(complete.sample[name]);
    expect(text).toContain('2026年2月18日(水曜日)まで');
    expect(lines).toContain('・災害・緊急のお知らせ');
    for (const page of ['consultation/center/', 'support/fresc/', 'www.isa.go.jp/', 'support/portal/'])
      expect(text).toContain(page);
    expect(text).toContain('総務課 広報係');
    expect(text).toContain('メールでお金の支払を求めることはありません');
    expect(text).toContain('返信できません');
  });

  test('footers of application systems name the mail of office and help desk after their telephones, in every language', () => {
    const sender = JSON.parse(shipped.files['sender.json']!) as Pick<Sender, 'systems'>;
    for (const system of ['ras2', 'ras1', 'ens'] as const) {
      sender.systems[system].operation.mail = 'desk@example.jp';
      sender.systems[system].procedure!.mail = 'office@example.jp';
    }
    const bundle = makeBundle({ ...shipped.files, 'sender.json': JSON.stringify(sender) });
    for (const [system, id] of [
      ['ras2', 'app-complete'],
      ['ras1', 'coe-delivery'],
      ['ens', 'ens-notice-accepted'],
    ] as const)
      for (const language of ['ja', 'plja', 'en'] as const) {
        const type = mailType(id);
        const { text } = renderLetter({ bundle, type, system, languages: [language], variables: type.sample });
        const desk =
          /(メール：|Email: )office@example\.jp\n[\s\S]*50-3786-3053[\s\S]*(メール：|Email: )desk@example\.jp/;
        expect(text).toMatch(desk);
        // Not given: no line of it stands, not even an empty one.
        const without = renderLetter({ bundle: shipped, type, system, languages: [language], variables: type.sample });
        expect(without.text).not.toMatch(/^(メール：|Email: )/m);
      }
  });

  test('an approval and the notice that a report is due name the same deadline', () => {
    const deadline = {
      ja: '期限の1か月前までに',
      plja: '最後(さいご)の日(ひ)の1か月(げつ)前(まえ)までに',
      en: 'at least one month before',
    };
    for (const id of ['use-declaration-approved', 'report-due-notice'])
      for (const language of ['ja', 'plja', 'en'] as const) {
        const type = mailType(id);
        const { text } = renderLetter({
          bundle: shipped,
          type,
          system: 'ras2',
          languages: [language],
          variables: type.sample,
        });
        expect(text.replace(/\s+/g, ' ')).toContain(deadline[language]);
      }
  });

  test('every shipped letter keeps 70 columns but for URLs and data, in every language and in its trilingual form', () => {
    for (const type of mailTypes) {
      for (const languages of [['ja'], ['plja'], ['en'], ['ja', 'plja', 'en']] as const) {
        const { text } = renderLetter({
          bundle: shipped,
          type,
          system: type.systems[0] ?? 'nl',
          languages,
          variables: type.sample,
        });
        const data = Object.entries(type.variables)
          .filter(([, kind]) => kind === 'block')
          .map(([name]) => String(type.sample[name]));
        for (const line of text.split('\n')) {
          if (/^https?:\/\/\S+$/.test(line) || data.some((block) => block.includes(line))) continue;
          expect(
            countedColumns(languages.length === 1 ? languages[0] : 'plja', line),
            `${type.id}: ${line}`,
          ).toBeLessThanOrEqual(70);
        }
        expect(text).not.toMatch(/\{\{|undefined|\[object/);
      }
    }
  });

  test('the same request gives the same bytes', () => {
    expect(letter()).toEqual(letter());
  });

  test('three languages are one mail, one text above the other, with dividers, lang attributes and a hint at the top', () => {
    const type = mailType('nl-entry-reply');
    const mail = renderLetter({
      bundle: shipped,
      type,
      system: 'nl',
      languages: ['ja', 'plja', 'en'],
      variables: type.sample,
    });
    expect(mail.text.split(divider)).toHaveLength(3);
    expect(mail.text.startsWith('やさしい日本語(にほんご)の文(ぶん)は')).toBe(true);
    expect(mail.subject).toBe('Register / 登録(とうろく)のURL');
    expect(mail.contentLanguage).toBe('ja, en');
    expect(mail.html?.match(/<td[^>]* lang="(ja|en)"/g)).toHaveLength(6);
    const [ja, plja, en] = mail.text.split(divider);
    expect([ja, plja, en].map((part) => /m\/(\w+)_entry/.exec(part ?? '')?.[1])).toEqual(['ja', 'plja', 'en']);
  });

  test('ruby stands in plain Japanese only', () => {
    expect(letter({}, ['plja']).html).toContain('<ruby>登録<rp>(</rp><rt>とうろく</rt>');
    expect(letter({}, ['ja']).html).not.toContain('<ruby>');
    expect(letter({}, ['en']).html).not.toContain('<ruby>');
    expect(letter({}, ['plja']).fromName).toBe(stripReadings(letter({}, ['plja']).fromName));
  });

  test('at most two buttons, the others are plain links', () => {
    const html = letter().html ?? '';
    expect(html.match(/<a class="button-/g)).toHaveLength(2);
    expect(html).toContain(`href="${complete.sample.reissue_url}"`);
  });

  test('values are inert in both parts: no template, no HTML, no list, no heading', () => {
    const render = small('Subject: 件名\n\n{{name}}\n■見出し\n・{{list}}\n{{note}}\n', {
      name: 'text',
      list: 'items',
      note: 'paragraphs',
    });
    const name = '<script>alert(1)</script>{{list}}$t(link.other)';
    const { text, html } = render({ name, list: ['■a', '<b>'], note: '・x\n<i>y</i>\n{{name}}' });
    expect(text).toContain(`${name}\n\n■見出し\n・■a\n・<b>\n・x\n<i>y</i>\n{{name}}`);
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;{{list}}$t(link.other)');
    expect(html?.match(/<script|<i>|<b>/g)).toBeNull();
    expect(html?.match(/<li/g)).toHaveLength(2);
    expect(html?.match(/<h3/g)).toHaveLength(1);
  });

  test('a missing variable stops the letter instead of leaving a gap', () => {
    expect(() => letter({ change_url: undefined })).toThrow('letter.variable_missing');
    expect(() => letter({ topics: [] })).toThrow('letter.variable_missing');
    expect(() => letter({ expires_on: '2026-02-30' })).toThrow('letter.variable_invalid');
    expect(() => letter({}, [])).toThrow('letter.language_missing');
  });

  test('an optional variable takes its line or its part with it', () => {
    const render = small(
      'Subject: 件名\n\n一行目\n電話：{{phone}}\n{{#url}}\n■ページ\n{{url}}\n{{/url}}\n最後\n',
      { phone: 'text', url: 'url' },
      { optional: ['phone', 'url'] },
    );
    expect(render({}).text).toContain('一行目\n最後\n');
    expect(render({ url: 'https://example.jp/' }).text).toContain('一行目\n\n■ページ\nhttps://example.jp/\n最後\n');
  });

  test('an ASCII block is never touched and stands once; the second language points to it', () => {
    const render = small('Subject: 件名\n\n{{data}}\n', { data: 'block' }, { plain: true });
    const block = `COE NUMBER   : AB-12\nNAME         : ${'X'.repeat(80)}`;
    const mail = render({ data: block }, ['ja', 'en']);
    expect(mail.html).toBeNull();
    expect(mail.text.split(block)).toHaveLength(2);
    expect(mail.text).toContain('The data stands in the upper part');
  });

  test('facts are one table with row headings', () => {
    const render = small('Subject: 件名\n\n番号　　：{{id}}\n日付　　：{{day}}\n', { id: 'code', day: 'date' });
    const { text, html } = render({ id: 'A-1', day: '2026-02-18' });
    expect(text).toContain('番号　　：A-1\n日付　　：2026年2月18日(水曜日)');
    expect(html).toMatch(/class="facts"[\s\S]*<th scope="row"[^>]*>番号<\/th><td[^>]*>A-1<\/td>/);
  });

  test('a line that was only wrapped goes on in HTML, one that was meant to end ends there', () => {
    const render = small(
      'Subject: 件名\n\n日本に引き続き在留する方は、この日までに\n申請をしてください。\n次のページで再発行してください。\n{{id}}\n',
      { id: 'code' },
    );
    const { html, text } = render({ id: 'A-1' });
    expect(html).toContain('この日までに申請をしてください。<br>次のページで再発行してください。<br>A-1');
    expect(text).toContain('この日までに\n申請をしてください。');
  });

  test('telephone numbers and the ends of addresses are not broken, dates and codes are left alone', () => {
    const render = small('Subject: 件名\n\n電話 {{phone}} 番地 1-1-1 {{code}} {{day}}\n', {
      phone: 'code',
      code: 'code',
      day: 'code',
    });
    const { html, text } = render({ phone: '0570-013904', code: 'K-2025-0001', day: '12/29-1/3' });
    const whole = '<span style="white-space:nowrap">';
    expect(html).toContain(`電話 ${whole}0570-013904</span> 番地 ${whole}1-1-1</span> K-2025-0001 12/29-1/3`);
    expect(text).toContain('電話 0570-013904 番地 1-1-1 K-2025-0001');
  });

  test('the preheader of a sensitive letter names nothing; the reminder that a reader asked for says its day in the subject', () => {
    const type = mailType('nl-period-of-stay-reminder');
    const mail = renderLetter({ bundle: shipped, type, system: 'nl', languages: ['ja'], variables: type.sample });
    expect(mail.preheader).toBe('出入国在留管理庁メール配信サービスからの大切なお知らせです。');
    expect(mail.subject).toBe('【入管庁メール】在留期限 2026年4月10日(金曜日) 早めに申請を');
    // The widest day keeps to the width of a subject.
    const subjectIn = (language: 'ja' | 'plja' | 'en') =>
      renderLetter({
        bundle: shipped,
        type,
        system: 'nl',
        languages: [language],
        variables: { ...type.sample, stay_expires_on: '2026-09-30' },
      }).subject;
    expect(subjectIn('en')).toBe('[ISA Mail] Apply by Wednesday, September 30, 2026: stay ends');
    for (const language of ['ja', 'plja', 'en'] as const) {
      expect(columns(stripReadings(subjectIn(language)))).toBeLessThanOrEqual(subjectColumns(language));
    }
    expect(letter().preheader).toMatch(/^メール配信の登録が完了しました。/);
  });

  test('an old bundle still gives the old text', () => {
    const old = makeBundle({
      ...shipped.files,
      'ja/nl-link-reissue.txt': (shipped.files['ja/nl-link-reissue.txt'] ?? '').replace(
        '新しく発行しました',
        '以前に発行しました',
      ),
    });
    const type = mailType('nl-link-reissue');
    const render = (bundle: typeof old) =>
      renderLetter({ bundle, type, system: 'nl', languages: ['ja'], variables: type.sample }).text;
    expect(render(old)).toContain('以前に発行しました');
    expect(render(shipped)).toContain('新しく発行しました');
  });

  test('another agency replaces sender.json and nothing else', () => {
    const sender = (shipped.files['sender.json'] ?? '')
      .replaceAll('出入国在留管理庁', '見本市')
      .replaceAll('mail.isa.go.jp', 'mail.city.example.jp')
      .replaceAll('入管庁', '見本市');
    const bundle = makeBundle({ ...shipped.files, 'sender.json': sender });
    const mail = renderLetter({ bundle, type: complete, system: 'nl', languages: ['ja'], variables: complete.sample });
    expect(mail.subject).toBe('【見本市メール】登録完了のお知らせ');
    expect(mail.from).toBe('no-reply@mail.city.example.jp');
    expect(`${mail.text}${mail.html}`).not.toContain('入管');
  });

  test('the footer names the domain the mail really leaves from', () => {
    const mail = renderLetter({
      bundle: shipped,
      type: complete,
      system: 'nl',
      languages: ['en'],
      variables: complete.sample,
      senderDomain: 'mail.example.jp',
    });
    expect(mail.text).toContain('Genuine messages always come from mail.example.jp.');
    expect(mail.text).not.toContain('mail.isa.go.jp');
  });

  test('no literal link in a mail leads outside the allowed hosts, and nothing is fetched from elsewhere', () => {
    const { html } = letter();
    expect(html?.match(/<img|<link|<script|url\(|@import|src=/g)).toBeNull();
  });
});

test('a gloss of plain Japanese stands as written in the text, and in brackets in the HTML', () => {
  expect(textHtml('plja', '受領登録(じゅりょうとうろく)<＝「もらった」と書(か)く>を<b>')).toBe(
    '<ruby>受領登録<rp>(</rp><rt>じゅりょうとうろく</rt><rp>)</rp></ruby>（「もらった」と<ruby>書<rp>(</rp><rt>か</rt><rp>)</rp></ruby>く）を&lt;b&gt;',
  );
  expect(textHtml('ja', '<＝x>')).toBe('&lt;＝x&gt;');
});
