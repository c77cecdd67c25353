/** ひな形のことば。Words about shapes in Japanese; they come with the editor. */
export const shapesJa = {
  title: 'ひな形から書き始める',
  says: 'ひな形から書き始めると、3つの言語の文が入ります。{{ }} のところを埋めてください。埋めるまで、確かめるところに出ます。',
  closure: '急な休み',
  rule: '決まりの変更',
  event: '行事の案内',
};
