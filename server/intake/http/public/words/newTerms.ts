/** Words of the page on which a reader accepts new terms, in the three languages. */

const ja = {
  title: '利用規約が変わりました',
  lead: '新しい利用規約を読んで、承諾するかどうかを決めてください。',
  until:
    '承諾しないときも、{day}まではお知らせをお送りします。その後は、緊急のお知らせ、訂正、お申し込みの在留期限のお知らせだけになります。登録は残り、いつでも承諾できます。',
  stopped:
    '承諾がまだのため、お知らせを止めています。承諾すると、次のお知らせからお送りします。緊急のお知らせ、訂正、お申し込みの在留期限のお知らせは止めません。',
  done: '新しい利用規約を承諾済みです',
  doneText: 'お知らせを、これまでと同じようにお送りします。',
  asked: '利用規約が変わりました。新しい利用規約の承諾がまだです。',
  see: '新しい利用規約を見る',
};

const plja: typeof ja = {
  title: '使(つか)うときの約束(やくそく)が変(か)わりました',
  lead: '新(あたら)しい約束(やくそく)を読(よ)んでください。この約束(やくそく)でよいときは、下(した)のボタンを押(お)してください。',
  until:
    'ボタンを押(お)さなくても、{day}まで、お知(し)らせを送(おく)ります。そのあとは、大切(たいせつ)なお知(し)らせだけを送(おく)ります。登録(とうろく)は消(き)えません。いつでもボタンを押(お)すことができます。',
  stopped:
    '約束(やくそく)のボタンを押(お)していないので、お知(し)らせを止(と)めています。ボタンを押(お)すと、次(つぎ)のお知(し)らせから送(おく)ります。大切(たいせつ)なお知(し)らせは止(と)めません。',
  done: '新(あたら)しい約束(やくそく)のボタンを押(お)しました',
  doneText: 'お知(し)らせを、今(いま)までと同(おな)じように送(おく)ります。',
  asked: '使(つか)うときの約束(やくそく)が変(か)わりました。新(あたら)しい約束(やくそく)を読(よ)んでください。',
  see: '新(あたら)しい約束(やくそく)を見(み)る',
};

const en: typeof ja = {
  title: 'The terms of use have changed',
  lead: 'Read the new terms of use and choose whether you accept them.',
  until:
    'If you do not accept, you get news until the end of {day}. After that you get only emergency news, corrections and the reminders you asked for. You stay registered, and you can accept at any time.',
  stopped:
    'You have not accepted yet, so we have stopped sending you news. When you accept, you will get the next news again. Emergency news, corrections and the reminders you asked for do not stop.',
  done: 'You have accepted the new terms of use',
  doneText: 'You get news as before.',
  asked: 'The terms of use have changed. You have not accepted the new ones yet.',
  see: 'See the new terms of use',
};

export const newTerms = { ja, plja, en };
