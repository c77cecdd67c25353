/** 一覧と絞り込みのことば。Words of lists and their filters in Japanese; listsEn.ts has the same keys. */
export const listsJa = {
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
