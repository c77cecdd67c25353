/** 一覧と絞り込みのことば。Words of lists and their filters in Japanese; listsEn.ts has the same keys. */
export const listsJa = {
  checklist: {
    title: 'はじめにすること',
    text: '%{all}のうち%{done}が済みました。済んだものには、自動で印が付きます。',
    done: '済み',
    open: 'まだ',
    steps: {
      relay: 'メールを外へ送る設定をする',
      people: 'ほかの職員を招く',
      topics: '配信情報を自分の役所のものにする',
      readers: '登録者を読み込む、または登録を待つ',
      test: 'お知らせを自分に試しに送る',
      bulletin: 'はじめてのお知らせを送る',
    },
    says: {
      relay: '中継サーバー(SMTP_URL)を設定するまで、メールは内蔵メールボックスに残り、外へは送られません。',
      people: '承認には、書いた人のほかにもう1人が必要です。',
      topics: 'いまは見本の配信情報が入っています。名前を変え、足りないものを加え、いらないものを終わらせます。',
      readers: 'Excelの名簿(.xlsx、CSV)を読み込めます。メールは送られません。',
      test: 'お知らせを下書きし、「自分に試しに送る」を押します。',
      bulletin: '承認を受けてから送ります。送り始める前なら止められます。',
    },
  },
  filters: { all: 'すべて', clear: '絞り込みをやめる', none: '当てはまるものはありません。絞り込みを変えてください。' },
  letterGroups: {
    lost: '届けられなかった・不明',
    open: 'これから送る',
    held: '保留',
    accepted: '受け付けられた',
    ended: '取りやめ・送らなかった',
  },
  readerList: {
    title: '登録者の一覧',
    reason: '停止の理由',
    cause: '登録の元',
    causes: { import: '読み込み', own: '本人' },
    from: '登録日(から)',
    to: '登録日(まで)',
  },
};
