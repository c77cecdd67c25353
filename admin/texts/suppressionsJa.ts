/** 送らない宛先の画面と、1通の保留のことば。Words of addresses that get no mail, and of one letter held back, in Japanese; suppressionsEn.ts has the same keys. */
export const suppressionsJa = {
  suppressions: {
    intro:
      'メールを送らない宛先です。お知らせは必ず止まります。「手続のメールも止める」を付けた宛先には、手続のメールも送りません。外すと、次のメールから届きます。',
    emptyTitle: '送らない宛先はありません',
    emptyText: '管理者などから「送らないでほしい」と頼まれた宛先を、理由を書いて加えます。',
    target: '宛先',
    kinds: { address: 'アドレス1つ', domain: 'ドメイン全体' },
    blocks: '止めるもの',
    onlyBulletins: 'お知らせだけ',
    lettersToo: 'お知らせと手続のメール',
    since: '加えた日時と人',
    by: '%{at} %{actor}',
    until: '終わり',
    open: '外すまで',
    lifted: '%{at}に外した(%{actor})',
    anew: '新しく加え直した',
    past: '外したもの、終わったものも見る',
    newest: '新しい%{n}件だけを出しています。ほかは hub suppressions list --limit で見られます。',
    add: '送らない宛先に加える',
    typed: 'アドレスまたはドメイン',
    typedHelp: '例: taro@example.jp、example.jp(その下のドメインは含みません)。前からあれば、新しい内容に替わります。',
    untilField: '終わりの日時(日本時間)',
    untilHelp: '空にすると、外すまで続きます。',
    letters: '手続のメールも止める',
    lettersWarn:
      '審査の結果など、手続のメールも届かなくなります。止まったメールは送り直されません。1通ごとに作業ができ、申請システムにも知らせます。',
    added: '%{target} を送らない宛先に加えました',
    lift: '外す',
    liftTitle: '送らない宛先から外す',
    liftAsk: '%{target} には、次のメールから届くようになります。止まったメールは送られません。外しますか。',
    liftDone: '外しました',
  },
  holding: {
    hold: '保留する',
    holdAsk:
      '%{to} へのこのメール1通を保留します。再開するまで送られません。%{deadline}を過ぎてから保留をやめると、送られずに期限切れになります。',
    held: '保留しました',
    letGo: '保留をやめる',
    letGoNow:
      '%{to} へのこのメールは、すぐに送られます。%{deadline}を過ぎていれば、送られずに期限切れになります。保留をやめますか。',
    letGoAt:
      '%{to} へのこのメールは、予定の%{at}に送られます。その時刻を過ぎていれば、すぐに送られます。%{deadline}を過ぎていれば、送られずに期限切れになります。保留をやめますか。',
    gone: '保留をやめました',
  },
};
