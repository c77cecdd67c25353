/** What programs put on the clipboard, and putting it into a field of a page. */
import type { Locator } from 'playwright-core';

/** A bulletin as Word puts it on the clipboard, and what it is in the stored form. */
export const word = `<html><head><style>p{color:red}</style></head><body lang=JA><!--StartFragment--><h1>8月の窓口の
休み</h1><p class=MsoNormal>8月13日(木)は、窓口を<b>休み<span lang=EN-US>ます</span></b>。<span style='color:red'>第2土曜日も開いています。</span></p>
<p class=MsoNormal>詳しくは<a href="https://www.moj.go.jp/isa/">この案内</a>を見てください。</p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><![if !supportLists]><span style='mso-list:Ignore'>·<span>&nbsp;</span></span><![endif]>在留カードを持って来てください</p>
<p class=MsoListParagraph style='mso-list:l0 level2 lfo1'><span style='mso-list:Ignore'>o </span>写しでもかまいません</p><p><img src="x.png"></p><!--EndFragment--></body></html>`;
export const fromWord =
  '# 8月の窓口の休み\n8月13日(木)は、窓口を**休みます**。第2土曜日も開いています。\n\n詳しくは[この案内](https://www.moj.go.jp/isa/)を見てください。\n\n- 在留カードを持って来てください\n  - 写しでもかまいません';
export const left = (what: string) => `貼り付けた文の中で、入れられなかったもの・変えたもの: ${what}`;

export const paste = (field: Locator, html: string) =>
  field.evaluate((at, given) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/html', given);
    clipboardData.setData('text/plain', 'plain');
    at.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  }, html);

/** What programs put on the clipboard, what it is in the stored form, and what is said of it. */
export const pastes: readonly (readonly [string, string, string, string])[] = [
  [
    'Excel',
    `<table><tr><th>曜日</th><th>時間</th><th>場所</th></tr><tr><td>月曜日</td><td>9時から</td><td rowspan=2>1階</td></tr>
<tr><td>火曜日</td><td>10時から</td></tr></table>`,
    '- 月曜日\n  - 時間: 9時から\n  - 場所: 1階\n- 火曜日\n  - 時間: 10時から',
    '結合したセル、表(箇条書きにしました)',
  ],
  [
    'web page',
    `<div><h2>案内</h2><p>詳しくは<a href="https://www.moj.go.jp/isa/">この案内</a>と<a href="/local">ここ</a>。</p>
<ol><li>紙を出す</li><li><p>番号を待つ</p></li></ol><p><ruby>窓口<rp>(</rp><rt>まどぐち</rt><rp>)</rp></ruby>へ**どうぞ** [x](y)</p><hr></div>`,
    '## 案内\n詳しくは[この案内](https://www.moj.go.jp/isa/)とここ。\n\n1. 紙を出す\n1. 番号を待つ\n\n窓口(まどぐち)へ\\*\\*どうぞ\\*\\* \\[x](y)\n\n---\n',
    'ウェブページではないリンク',
  ],
  [
    'mail',
    '<div>お世話になります。</div><div><br></div><div>資料は <a href="https://www.moj.go.jp/isa/">https://www.moj.go.jp/isa/</a> です。<br>山田</div><blockquote>前のメール</blockquote>',
    'お世話になります。\n\n資料は https://www.moj.go.jp/isa/ です。\n山田\n\n> 前のメール',
    '',
  ],
];
