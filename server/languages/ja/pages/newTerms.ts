/** Words of the page on which a reader accepts new terms, in Japanese. */

export const newTerms = {
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

export type NewTermsWords = typeof newTerms;
