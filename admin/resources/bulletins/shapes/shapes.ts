/**
 * Shapes that a bulletin is begun from, in three languages. What stands in {{ }} is to be filled in; the checkers name each until it is. All
 * three languages have the same headings and the same number of blanks.
 */
import { inEvery, type Language } from '../../../../server/contract/codes.ts';

export const shapeNames = ['closure', 'rule', 'event'] as const;
export type ShapeName = (typeof shapeNames)[number];
type Text = { subject: string; body: string };

const lines = (...all: string[]) => all.join('\n');
/** A heading and what stands below it. */
const part = (heading: string, ...below: string[]) => lines('', `## ${heading}`, ...below);

const written: Readonly<Record<ShapeName, Partial<Record<Language, Text>>>> = {
  closure: {
    ja: {
      subject: '{{窓口の名前}}を臨時に休みます',
      body: lines(
        '{{窓口の名前}}は、次の日に休みます。',
        part('休む日', '{{休む日}}'),
        part('理由', '{{休む理由}}'),
        part('急ぐとき', '{{ほかの窓口と電話番号}}'),
        part('また開く日', '{{また開く日}}'),
      ),
    },
    plja: {
      subject: '{{窓口(まどぐち)の名前(なまえ)}}を休(やす)みます',
      body: lines(
        '{{窓口(まどぐち)の名前(なまえ)}}は、休(やす)みます。',
        part('休(やす)む日(ひ)', '{{休(やす)む日(ひ)}}'),
        part('理由(りゆう)', '{{休(やす)む理由(りゆう)}}'),
        part('急(いそ)ぐとき', '{{ほかの窓口(まどぐち)と電話番号(でんわばんごう)}}'),
        part('また開(あ)く日(ひ)', '{{また開(あ)く日(ひ)}}'),
      ),
    },
    en: {
      subject: '{{name of the office}} will be closed',
      body: lines(
        '{{name of the office}} will be closed on the days below.',
        part('Closed on', '{{days}}'),
        part('Reason', '{{reason}}'),
        part('If it is urgent', '{{another office and its telephone number}}'),
        part('Open again on', '{{day}}'),
      ),
    },
  },
  rule: {
    ja: {
      subject: '{{手続の名前}}の決まりが変わります',
      body: lines(
        '{{手続の名前}}の決まりが変わります。',
        part('いつから', '{{始まる日}}'),
        part('変わること', '- 今まで: {{今までの決まり}}', '- これから: {{新しい決まり}}'),
        part('関係のある人', '{{だれに関係があるか}}'),
        part('すること', '{{読んだ人がすること}}'),
        part('詳しいこと', '{{ページのアドレス}}'),
      ),
    },
    plja: {
      subject: '{{手続(てつづ)きの名前(なまえ)}}のルールが変(か)わります',
      body: lines(
        '{{手続(てつづ)きの名前(なまえ)}}のルールが変(か)わります。',
        part('いつから', '{{始(はじ)まる日(ひ)}}'),
        part('変(か)わること', '- 今(いま)まで: {{今(いま)までのルール}}', '- これから: {{新(あたら)しいルール}}'),
        part('だれのルールですか', '{{だれのためのルールか}}'),
        part('すること', '{{読(よ)んだ人(ひと)がすること}}'),
        part('くわしいこと', '{{ページのアドレス}}'),
      ),
    },
    en: {
      subject: 'The rules for {{name of the procedure}} are changing',
      body: lines(
        'The rules for {{name of the procedure}} are changing.',
        part('From when', '{{first day}}'),
        part('What changes', '- Until now: {{the present rule}}', '- From then on: {{the new rule}}'),
        part('Who it is for', '{{whom it concerns}}'),
        part('What to do', '{{what the reader has to do}}'),
        part('Read more', '{{address of the page}}'),
      ),
    },
  },
  event: {
    ja: {
      subject: '{{行事の名前}}のお知らせ',
      body: lines(
        '{{行事の名前}}を開きます。',
        part('日と時間', '{{日と時間}}'),
        part('場所', '{{場所と行き方}}'),
        part('来てほしい人', '{{だれのための行事か}}'),
        part('申し込み', '{{申し込み方と締切り}}'),
        part('問い合わせ', '{{電話番号}}'),
      ),
    },
    plja: {
      subject: '{{イベントの名前(なまえ)}}のお知(し)らせ',
      body: lines(
        '{{イベントの名前(なまえ)}}をします。',
        part('日(ひ)と時間(じかん)', '{{日(ひ)と時間(じかん)}}'),
        part('場所(ばしょ)', '{{場所(ばしょ)と行(い)き方(かた)}}'),
        part('来(き)てほしい人(ひと)', '{{だれのためのイベントか}}'),
        part('申(もう)し込(こ)み', '{{申(もう)し込(こ)みのやり方(かた)}}'),
        part('質問(しつもん)があるとき', '{{電話番号(でんわばんごう)}}'),
      ),
    },
    en: {
      subject: '{{name of the event}}: come and join us',
      body: lines(
        'You are welcome to {{name of the event}}.',
        part('Date and time', '{{date and time}}'),
        part('Place', '{{place and how to get there}}'),
        part('Who it is for', '{{for whom it is}}'),
        part('How to apply', '{{how to apply, and until when}}'),
        part('Questions', '{{telephone number}}'),
      ),
    },
  },
};

/** A language without a shape of its own begins empty. */
const whole = (name: ShapeName) => inEvery((l) => written[name][l] ?? { subject: '', body: '' });
export const shapes: Readonly<Record<ShapeName, Record<Language, Text>>> = {
  closure: whole('closure'),
  rule: whole('rule'),
  event: whole('event'),
};
