/** デモとホームの一文のことば。Words of the demo and of the sentence on the landing page, in Japanese; demoEn.ts has the same keys. */
export const demoJa = {
  words: {
    demo: {
      bar: 'これはデモです。人もメールもすべて作りもので、外へは何も送られません。',
      mailbox: '送ったメールを内蔵メールボックスで見る',
      clear: 'デモを空にする',
      clearTitle: 'デモを空にして、自分の文箱を始めますか',
      clearAsk:
        'デモの登録者、メール、お知らせ、記録がすべて消えます。元には戻せません。そのあと、最初の管理者を登録する画面が開きます。',
      clearStay: 'デモを続ける',
      emptying: '空にしました。始め直しています。しばらくお待ちください。',
      title: 'デモに入る',
      intro: '役割を選ぶと、パスワードなしでその人として入れます。あとで別の役割にも入り直せます。',
      enter: '%{role}として入る',
      entering: '入っています',
      or: '自分の登録で入るとき',
    },
    well: {
      title: '今の様子',
      well: '問題はありません。待っている作業もありません。',
      todo: '送信に問題はありません。人が見ることが%{smart_count}つあります。',
      trouble: '問題があります。先に見ることが%{smart_count}つあります。',
      points: {
        troubles: '文箱が見つけた問題 %{n}件',
        held: '送信を止めている所 %{n}か所',
        paused: '一時停止中のお知らせ %{n}件',
        oldTasks: '3日以上そのままの作業 %{n}件',
        tasks: '未完了の作業 %{n}件',
        failed: '今日送れなかったメール %{n}通',
      },
    },
  },
  problem: {
    'demo.elsewhere': 'デモのリンクは、文箱が動いているコンピューターの上でだけ使えます。',
    'demo.none': 'これはデモではありません。何も変えていません。',
    'demo.real':
      'デモに、あなたのものが加わっています(職員%{operators}人、登録者%{readers}人、お知らせ%{bulletins}件、鍵%{keys}個)。消すと失われるため、空にしませんでした。自分の文箱は別のDATA_DIRで始めてください。',
  },
};
